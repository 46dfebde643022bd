// Gives the reader a file to keep, under this name.
export function save_file(content: Blob, name: string) {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(content)
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

// A QR code as one path. A chunk of its own: only who adds a second factor loads it.
import { generate } from 'lean-qr'

const margin = 4 // modules of quiet around it, as readers expect

export default function QrCode({ text, label }: { text: string; label: string }) {
    const code = generate(text)
    const size = code.size + 2 * margin
    const modules = Array.from({ length: code.size }, (_, y) =>
        Array.from({ length: code.size }, (_, x) =>
            code.get(x, y) ? `M${x + margin} ${y + margin}h1v1h-1z` : '',
        ).join(''),
    ).join('')
    return (
        <svg
            viewBox={`0 0 ${size} ${size}`}
            role="img"
            aria-label={label}
            shapeRendering="crispEdges"
            className="w-full max-w-60 rounded-control"
        >
            {/* Dark on light also where the page is dark: that is what cameras read. */}
            <rect width={size} height={size} fill="#fff" />
            <path d={modules} fill="#000" />
        </svg>
    )
}

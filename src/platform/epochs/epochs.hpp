// Reclamation for data that readers follow without a lock. A reader keeps a Guard for as long as it holds
// pointers; a writer that has replaced a pointer hands the old object to retire(), and it is deleted once
// every guard that could have seen it is gone. Readers never wait; writers delete what they can in passing.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>

namespace venera {

class Epochs {
public:
    // More readers at once than this wait for a free place: far more than a server has threads.
    static constexpr std::size_t places = 64;

    Epochs() = default;
    ~Epochs();
    Epochs(const Epochs&) = delete;
    Epochs& operator=(const Epochs&) = delete;

    class Guard {
    public:
        explicit Guard(Epochs& epochs);
        ~Guard();
        Guard(const Guard&) = delete;
        Guard& operator=(const Guard&) = delete;

    private:
        std::atomic<std::uint64_t>& place_;
    };

    // Requires: no new guard can find `object` any more. From any thread.
    template <class T>
    void retire(const T* object) {
        if (object != nullptr) keep([object] { delete object; });
    }
    // How many objects wait for their readers.
    std::size_t waiting() const;

private:
    struct alignas(64) Place {
        std::atomic<std::uint64_t> epoch{0};  // 0: nobody reads here
    };
    struct Retired {
        std::uint64_t epoch;
        std::function<void()> destroy;
    };

    std::atomic<std::uint64_t>& take_place();
    void keep(std::function<void()> destroy);

    std::atomic<std::uint64_t> epoch_{1};
    std::array<Place, places> places_;
    mutable std::mutex mutex_;
    std::deque<Retired> retired_;  // by epoch
};

}  // namespace venera

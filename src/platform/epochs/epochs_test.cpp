#include "platform/epochs/epochs.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace venera {
namespace {

struct Counted {
    explicit Counted(int& of_all) : alive(of_all) { ++alive; }
    ~Counted() { --alive; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    int& alive;
};

TEST(Epochs, KeepsWhatAGuardMaySee) {
    int alive = 0;
    Epochs epochs;
    {
        const Epochs::Guard guard(epochs);
        epochs.retire(new Counted(alive));
        epochs.retire(new Counted(alive));
        EXPECT_EQ(alive, 2);
        EXPECT_EQ(epochs.waiting(), 2U);
    }
    epochs.retire(new Counted(alive));
    EXPECT_EQ(alive, 0) << "nobody reads: all of them go";
}

TEST(Epochs, ALaterGuardDoesNotHoldWhatWentBefore) {
    int alive = 0;
    Epochs epochs;
    auto early = std::make_unique<Epochs::Guard>(epochs);
    epochs.retire(new Counted(alive));
    const Epochs::Guard late(epochs);
    early.reset();
    epochs.retire(new Counted(alive));
    EXPECT_EQ(alive, 1) << "the first one was out of reach when the late guard came";
}

TEST(Epochs, TheEndTakesEverything) {
    int alive = 0;
    {
        Epochs epochs;
        const Epochs::Guard guard(epochs);
        epochs.retire(new Counted(alive));
    }
    EXPECT_EQ(alive, 0);
}

// For the thread sanitizer: an object is whole for as long as somebody may read it.
TEST(Epochs, ReadersSeeWholeObjectsWhileWritersReplaceThem) {
    Epochs epochs;
    std::atomic<const std::vector<int>*> current{new std::vector<int>(16, 0)};
    std::atomic<bool> done{false};
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 3; ++i) {
            readers.emplace_back([&] {
                while (!done) {
                    const Epochs::Guard guard(epochs);
                    const auto& seen = *current.load();
                    for (const int value : seen) ASSERT_EQ(value, seen.front());
                }
            });
        }
        for (int value = 1; value < 3'000; ++value)
            epochs.retire(current.exchange(new std::vector<int>(16, value)));
        done = true;
    }
    delete current.load();
}

}  // namespace
}  // namespace venera

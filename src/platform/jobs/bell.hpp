// A signal inside the process: who waits for work need not wait for the next look when somebody knows that
// there is some. Fibers of one loop only.
#pragma once
#include <chrono>
#include <vector>

#include "platform/fibers/wait.hpp"

namespace venera::jobs {

class Bell {
public:
    // Returns when it rings, at the latest after `most`. Throws: Stopped.
    void await(fibers::Wait& wait, std::chrono::milliseconds most);
    void ring() noexcept;

private:
    std::vector<fibers::Wait*> waiting_;
};

}  // namespace venera::jobs

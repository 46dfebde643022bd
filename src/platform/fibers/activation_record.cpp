// Boost.Context built with BOOST_USE_UCONTEXT (sanitizer builds) needs these definitions, which Debian's
// library, built for the faster fcontext, does not contain. They follow Boost 1.81's
// libs/context/src/fiber.cpp.
#if defined(BOOST_USE_UCONTEXT)
#include <boost/context/fiber.hpp>

namespace boost::context::detail {

namespace {
thread_local fiber_activation_record* current_record = nullptr;
thread_local std::size_t counter = 0;
}  // namespace

fiber_activation_record_initializer::fiber_activation_record_initializer() noexcept {
    if (counter++ == 0) current_record = new fiber_activation_record();
}

fiber_activation_record_initializer::~fiber_activation_record_initializer() {
    if (--counter == 0) delete current_record;
}

fiber_activation_record*& fiber_activation_record::current() noexcept {
    static thread_local fiber_activation_record_initializer initializer;
    return current_record;
}

}  // namespace boost::context::detail
#endif

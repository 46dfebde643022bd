// The ways a request can be refused, as part of a function's type:
//   inline constexpr Refusal slot_taken{409, "slot_taken", {"Time taken", "..."}, {"Hora ocupada", "..."}};
//   Result<Created<Appointment>, slot_taken, not_found> book(Context&, const BookAppointment&);
//   return refuse<slot_taken>;   or   return refuse<slot_taken>.with(Alternatives{...});
// A refusal that the signature does not declare does not compile. The texts are the only words a client ever
// sees.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace venera {

namespace json {
struct Shape;
template <class T>
const Shape& shape();
}  // namespace json

struct Words {
    std::string_view title;
    std::string_view detail;
};

// Extra: a described struct whose members are added to the problem document (void: none).
template <class Extra = void>
struct BasicRefusal {
    using extra_type = Extra;
    int status;
    std::string_view code;  // what clients read: add, never rename
    Words english;
    Words spanish;
};
using Refusal = BasicRefusal<void>;
template <class Extra>
using RefusalWith = BasicRefusal<Extra>;

// A refusal with its type erased: what the edge renders.
struct RefusalView {
    int status = 0;
    std::string_view code;
    Words english;
    Words spanish;
    const json::Shape* extra_shape = nullptr;
    std::shared_ptr<const void> extra;
    int retry_after_seconds = 0;  // sent as Retry-After if positive
};

template <class Extra>
RefusalView view(const BasicRefusal<Extra>& refusal) {
    return {refusal.status, refusal.code, refusal.english, refusal.spanish, nullptr, nullptr, 0};
}

template <const auto& R>
struct Refuse {
    using extra_type = typename std::remove_cvref_t<decltype(R)>::extra_type;
    std::shared_ptr<const void> extra;
    const json::Shape* extra_shape = nullptr;
    int retry_after_seconds = 0;

    template <class E>
    requires std::is_same_v<E, extra_type> Refuse with(E value)
    const { return {std::make_shared<const E>(std::move(value)), &json::shape<E>(), retry_after_seconds}; }
    Refuse after_seconds(int seconds) const { return {extra, extra_shape, seconds}; }
};
template <const auto& R>
inline const Refuse<R> refuse{};

template <class T, const auto&... R>
class [[nodiscard]] Result {
public:
    using value_type = T;

    Result(T value) : value_(std::move(value)) {}
    template <const auto& X>
    requires(std::is_same_v<Refuse<X>, Refuse<R>> || ...) Result(Refuse<X> no)
        : refusal_(view(X)) {
        refusal_.extra_shape = no.extra_shape;
        refusal_.extra = std::move(no.extra);
        refusal_.retry_after_seconds = no.retry_after_seconds;
    }
    // A result whose refusals are all among ours, e.g. from an inner step. Requires: `inner` is a refusal.
    template <class U, const auto&... S>
    static Result refused(const Result<U, S...>& inner) {
        static_assert((declares<S>() && ...),
                      "the inner step may refuse in a way that this signature does not declare");
        return Result(inner.refusal());
    }

    explicit operator bool() const { return value_.has_value(); }
    T& operator*() { return *value_; }
    const T& operator*() const { return *value_; }
    T* operator->() { return &*value_; }
    const T* operator->() const { return &*value_; }
    const RefusalView& refusal() const { return refusal_; }
    template <const auto& X>
    bool is() const {
        return !value_ && refusal_.code == X.code;
    }

private:
    template <const auto& X>
    static constexpr bool declares() {
        return (std::is_same_v<Refuse<X>, Refuse<R>> || ...);
    }
    explicit Result(RefusalView view) : refusal_(std::move(view)) {}

    std::optional<T> value_;
    RefusalView refusal_;
};

// A rule's answer: allowed, or one of the declared refusals.
struct Allowed {};
inline constexpr Allowed allowed{};
template <const auto&... R>
using Verdict = Result<Allowed, R...>;

}  // namespace venera

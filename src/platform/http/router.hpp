// The route table: method, path template, access level and handler on one line. The handler's signature is the contract:
//   router.post<Access::patient_or_staff>("/api/v1/appointments", booking, &Booking::book).summary("Book a free time");
// A handler is `R (C::*)(Context&, Args...)`; an argument is recognised by its type:
//   Path<T>              the next {parameter} of the template, left to right
//   const Query<T>&      the query string as a described struct
//   const Body&          any other described struct: the JSON body (const std::optional<Body>& : may be absent)
//   IfMatch              the If-Match header (optional<version>)
//   IdempotencyKey       the Idempotency-Key header and the fingerprint of the request
//   const http::Request& the raw request; http::ResponseHeaders& to add headers (cookies). Only in routes.cpp.
// R is T, Created<T>, Accepted<T>, NoContent, File, Rendered<T>, or Result<one of these, refusals...>.
// A T with a member `version` also gets an ETag. Everything reaches the OpenAPI document from here.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/access.hpp"
#include "platform/http/answer.hpp"
#include "platform/http/context.hpp"
#include "platform/http/message.hpp"
#include "platform/http/refusal.hpp"

namespace venera::http {

template <class T>
struct Path {
    T value;
};
template <class T>
struct Query {
    T value;
    const T* operator->() const { return &value; }
    const T& operator*() const { return value; }
};
struct IfMatch {
    std::optional<std::int64_t> version;  // absent: no condition
};
struct IdempotencyKey {
    std::optional<std::string> key;           // at most 255 characters, quotes removed
    std::array<std::uint8_t, 32> fingerprint;  // SHA-256 of method, route, path parameters and body
};

}  // namespace venera::http

#include "platform/http/router.ipp"

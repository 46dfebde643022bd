// What a handler may return, and so which status it has: T 200, Created<T> 201, Accepted<T> 202, NoContent
// 204, File 200 with its own media type,
// EventStream 200 that goes on. Page<T> is the shape of every list.
#pragma once
#include <boost/describe/class.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace venera {

enum class Replay { no, yes };  // yes: the answer repeats an earlier one with the same Idempotency-Key

template <class T>
struct Created {
    T value;
    Replay replay = Replay::no;
};
template <class T>
Created(T) -> Created<T>;
template <class T>
Created(T, Replay) -> Created<T>;
template <class T>
struct Accepted {
    T value;
};
template <class T>
Accepted(T) -> Accepted<T>;
struct NoContent {};
struct File {
    std::string media_type;
    std::string name;  // for Content-Disposition; empty: inline
    std::string bytes;
};
// The same with an ETag, by which a client asks whether it is still so.
struct TaggedFile : File {
    std::string tag;  // without quotes
};
namespace http {
class Outlet;
}
// Server-sent events (HTML Standard, section 9.2): after its head the answer goes on for as long as `tail`
// does. What it needs is freed when nobody holds it any more: it may never be called.
struct EventStream {
    std::function<void(http::Outlet&)> tail;
};
// A JSON text that is ready to send, for hot paths; T still gives the schema.
template <class T>
struct Rendered {
    std::string json;
};
// The same with an ETag, by which a client asks whether it is still so. An empty tag is none.
template <class T>
struct Tagged {
    std::string json;
    std::string tag;  // without quotes
};

template <class T>
struct Page {
    std::vector<T> data;
    std::optional<std::string> next_cursor;
    BOOST_DESCRIBE_CLASS(Page, (), (data, next_cursor), (), ())
};

}  // namespace venera

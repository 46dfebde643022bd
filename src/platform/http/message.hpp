// Requests and responses as the edge and the few header-reading handlers see them.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/json/json.hpp"

namespace venera::http {

struct Header {
    std::string name;  // lower case in requests
    std::string value;
};

struct Request {
    std::string method;
    std::string path;   // percent-decoded by segment at routing; here as received
    std::string query;  // as received, without "?"
    std::vector<Header> headers;
    std::string body;
    std::string peer_address;
    bool secure = false;  // over TLS (or behind a configured proxy that says so)

    std::optional<std::string_view> header(std::string_view lower_case_name) const;
    std::optional<std::string_view> cookie(std::string_view name) const;
};

class ResponseHeaders {
public:
    void add(std::string_view name, std::string_view value) {
        headers_.push_back({std::string(name), std::string(value)});
    }
    const std::vector<Header>& all() const { return headers_; }

private:
    std::vector<Header> headers_;
};

class Outlet;

struct Response {
    int status = 200;
    std::string content_type;
    std::vector<Header> headers;
    std::string body;
    bool close = false;
    // Of an answer that goes on: what comes after the head, until this returns; then the connection closes.
    // It waits through the outlet alone, and holds nothing that others wait for.
    std::function<void(Outlet&)> tail{};
};

}  // namespace venera::http

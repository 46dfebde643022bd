// Raw requests and what the edge must say of each, for the tests of the parser and of the server. `status`
// 200 means that the request is accepted; anything else is the refusal's status, after which the connection
// closes.
#pragma once
#include <string>
#include <vector>

namespace venera::http {

struct RequestCase {
    std::string name;
    std::string raw;
    int status = 200;
};

// At least 120 of them, by the classes of the public corpora: framing, Host, lines and whitespace, fields,
// duplicates, lengths, chunks, trailers, methods, targets, versions, limits.
std::vector<RequestCase> request_cases();

}  // namespace venera::http

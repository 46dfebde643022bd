// Document<T>: a described struct (or a vector of them) in one jsonb column, written and read by
// platform/json. Apart from codec.hpp, because the JSON walkers are needed only by the few queries.cpp that
// store documents.
#pragma once
#include "platform/json/shape.hpp"
#include "platform/postgres/codec.hpp"

namespace venera::postgres {

template <class T>
struct Codec<Document<T>> : CodecOf<oid::jsonb> {
    static void encode(std::string& out, const Document<T>& document) {
        wire::put_json(out, json::to_json(document.value));
    }
    static Document<T> decode(std::string_view in) {
        json::Issues issues;
        Document<T> document{json::from_json<T>(wire::json(in), issues)};
        if (!issues.empty()) wire::refuse("a document that its type refuses");
        return document;
    }
};

}  // namespace venera::postgres

#include "platform/http/router.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "platform/http/encoding.hpp"

namespace venera::http {

namespace {

constexpr std::array<std::string_view, method_count> method_names = {"GET", "POST", "PUT", "PATCH", "DELETE"};
constexpr std::size_t most_segments = 16;

std::uint8_t bit(Method method) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(method)); }

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}
std::string_view parameter_name(std::string_view segment) {
    std::string_view name = segment.substr(1, segment.size() - 2);
    if (name.ends_with("...")) name.remove_suffix(3);
    return name;
}
bool is_tail(std::string_view segment) { return is_parameter(segment) && segment.ends_with("...}"); }

// "/api/v1/doctors" -> api, v1, doctors; "/" has one empty segment.
std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    segments.reserve(8);
    std::size_t begin = 1;
    while (begin <= path.size() && segments.size() <= most_segments) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        segments.push_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return segments;
}

// The first part of the path that says what it is about: /api/v1/doctors/{id} -> doctors.
std::string default_tag(const std::vector<std::string_view>& segments) {
    const bool versioned = segments.size() > 2 && segments[0] == "api";
    return std::string(versioned ? segments[2] : segments.front());
}

[[noreturn]] void clash(const Route& route, std::string_view why) {
    throw std::logic_error(std::string(name_of(route.method)) + ' ' + route.path + ": " + std::string(why));
}

}  // namespace

std::string_view name_of(Method method) { return method_names[static_cast<std::size_t>(method)]; }

std::optional<Method> method_of(std::string_view name) {
    if (name == "HEAD") return Method::get;
    for (std::size_t i = 0; i < method_count; ++i) {
        if (method_names[i] == name) return static_cast<Method>(i);
    }
    return std::nullopt;
}

std::string allow_header(std::uint8_t allowed) {
    std::string out;
    for (std::size_t i = 0; i < method_count; ++i) {
        const auto method = static_cast<Method>(i);
        if ((allowed & bit(method)) == 0) continue;
        if (!out.empty()) out += ", ";
        out += name_of(method);
        if (method == Method::get) out += ", HEAD";
    }
    return out + (out.empty() ? "OPTIONS" : ", OPTIONS");
}

RouteBuilder& RouteBuilder::summary(std::string_view text) {
    route_->summary = text;
    return *this;
}
RouteBuilder& RouteBuilder::description(std::string_view text) {
    route_->description = text;
    return *this;
}
RouteBuilder& RouteBuilder::tag(std::string_view name) {
    route_->tag = name;
    return *this;
}
RouteBuilder& RouteBuilder::limit(RateClass rate) {
    route_->rate = rate;
    return *this;
}
RouteBuilder& RouteBuilder::allow_expired_token() {
    route_->allows_expired_token = true;
    return *this;
}
RouteBuilder& RouteBuilder::body_limit(std::size_t bytes) {
    route_->body_limit = bytes;
    return *this;
}
RouteBuilder& RouteBuilder::cache(std::string_view cache_control) {
    route_->cache_control = cache_control;
    return *this;
}
RouteBuilder& RouteBuilder::of_nobody() {
    route_->of_nobody = true;
    return *this;
}

RouteBuilder& RouteBuilder::while_enrolling() {
    route_->while_enrolling = true;
    return *this;
}
RouteBuilder& RouteBuilder::media_type(std::string_view type) {
    route_->media_type = type;
    return *this;
}

// A tree of path segments: static children before the parameter, and the rest of the path last.
struct Router::Node {
    struct Methods {
        std::array<const Route*, method_count> routes{};
        std::uint8_t allowed = 0;
    };

    std::vector<std::pair<std::string, std::unique_ptr<Node>>> children;  // sorted
    std::unique_ptr<Node> parameter;
    Methods here;
    Methods tail;

    const Node* child(std::string_view name) const {
        const auto at = std::ranges::lower_bound(
            children, name, {}, [](const auto& entry) -> std::string_view { return entry.first; });
        return at != children.end() && at->first == name ? at->second.get() : nullptr;
    }
    Node& add_child(std::string_view name) {
        const auto at = std::ranges::lower_bound(
            children, name, {}, [](const auto& entry) -> std::string_view { return entry.first; });
        if (at != children.end() && at->first == name) return *at->second;
        return *children.insert(at, {std::string(name), std::make_unique<Node>()})->second;
    }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

Route& Router::insert(Route route) {
    if (!route.path.starts_with('/')) clash(route, "a path begins with /");
    const auto segments = segments_of(route.path);
    if (segments.size() > most_segments) clash(route, "too many segments");
    std::vector<std::string_view> names;
    Node* node = root_.get();
    bool tail = false;
    for (const std::string_view segment : segments) {
        if (tail) clash(route, "{name...} must be the last segment");
        tail = is_tail(segment);
        if (is_parameter(segment)) {
            names.push_back(parameter_name(segment));
            if (tail) continue;
            if (!node->parameter) node->parameter = std::make_unique<Node>();
            node = node->parameter.get();
        } else {
            node = &node->add_child(segment);
        }
    }
    if (route.raw) route.contract.path.resize(names.size());
    if (route.contract.path.size() != names.size())
        clash(route, "as many Path<> arguments as {parameters} are needed");
    for (std::size_t i = 0; i < names.size(); ++i) route.contract.path[i].name = names[i];
    Node::Methods& methods = tail ? node->tail : node->here;
    if ((methods.allowed & bit(route.method)) != 0) clash(route, "this route exists already");
    if (route.access == Access::cookie && route.method != Method::post)
        clash(route, "a cookie route must be a POST");
    if (route.tag.empty()) route.tag = default_tag(segments);
    route.index = routes_.size();
    Route& kept = routes_.emplace_back(std::move(route));
    methods.routes[static_cast<std::size_t>(kept.method)] = &kept;
    methods.allowed = static_cast<std::uint8_t>(methods.allowed | bit(kept.method));
    return kept;
}

RouteBuilder Router::raw(Method method, std::string_view path, RawHandler handler, RawOptions options) {
    Route route;
    route.method = method;
    route.path = path;
    route.raw = std::move(handler);
    route.summary = options.summary;
    route.media_type = options.media_type;
    route.listed = options.listed;
    route.rate = options.rate;
    route.contract.answer_kind = Contract::Answer::file;
    return RouteBuilder(insert(std::move(route)));
}

namespace {

// What the walk over the tree found: the methods of the place and where in the segments its parameters are.
template <class Node>
struct Found {
    const typename Node::Methods* methods = nullptr;
    std::array<std::size_t, most_segments> parameters{};
    std::size_t count = 0;
    bool tail = false;
};

// Depth-first with the static child first, so the depth is bounded by the number of segments.
template <class Node>
bool walk(const Node& node, const std::vector<std::string_view>& segments, std::size_t at,
          Found<Node>& found) {
    if (at == segments.size()) {
        if (node.here.allowed == 0) return false;
        found.methods = &node.here;
        return true;
    }
    if (const Node* child = node.child(segments[at]);
        child != nullptr && walk(*child, segments, at + 1, found))
        return true;
    const std::size_t before = found.count;
    if (node.parameter && !segments[at].empty()) {
        found.parameters[found.count++] = at;
        if (walk(*node.parameter, segments, at + 1, found)) return true;
        found.count = before;
    }
    if (node.tail.allowed == 0) return false;
    found.parameters[found.count++] = at;
    found.methods = &node.tail;
    found.tail = true;
    return true;
}

}  // namespace

Router::Match Router::match(std::optional<Method> method, std::string_view path) const {
    Match out;
    if (!path.starts_with('/')) return out;
    std::vector<std::string_view> segments = segments_of(path);
    if (segments.size() > most_segments) return out;
    std::vector<std::string> decoded;  // keeps what `segments` then points to
    if (path.find('%') != std::string_view::npos) {
        decoded.reserve(segments.size());
        for (std::string_view& segment : segments) {
            auto text = percent_decoded(segment);
            if (!text) {
                out.malformed = true;
                return out;
            }
            segment = decoded.emplace_back(*std::move(text));
        }
    } else if (!is_text(path)) {
        out.malformed = true;
        return out;
    }
    Found<Node> found;
    if (!walk(*root_, segments, 0, found)) return out;
    const Route* route = method ? found.methods->routes[static_cast<std::size_t>(*method)] : nullptr;
    // A tail stands for "anything else", so it has no say about methods: what it does not take is not there.
    if (!found.tail) out.allowed = found.methods->allowed;
    if (route == nullptr) return out;
    out.route = route;
    out.allowed = found.methods->allowed;
    out.parameters.reserve(found.count);
    for (std::size_t i = 0; i < found.count; ++i) {
        const std::size_t at = found.parameters[i];
        std::string value(segments[at]);
        const bool rest = found.tail && i + 1 == found.count;
        for (std::size_t k = at + 1; rest && k < segments.size(); ++k) value.append("/").append(segments[k]);
        out.parameters.push_back(std::move(value));
    }
    return out;
}

}  // namespace venera::http

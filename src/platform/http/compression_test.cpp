#include "platform/http/compression.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace venera::http {
namespace {

std::string gunzipped(const std::string& text) {
    z_stream stream{};
    if (::inflateInit2(&stream, 15 + 16) != Z_OK) return "inflateInit2";
    std::string out(1'000'000, '\0');
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = ::inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    ::inflateEnd(&stream);
    return result == Z_STREAM_END ? out : "inflate";
}

Response json_of(std::size_t size) {
    return {200, "application/json; charset=utf-8", {}, std::string(size, 'x'), false};
}

TEST(CompressionTest, ChoosesByWeight) {
    const std::vector<std::pair<std::optional<std::string_view>, Coding>> cases{
        {std::nullopt, Coding::identity},
        {"", Coding::identity},
        {"identity", Coding::identity},
        {"deflate", Coding::identity},
        {"gzip", Coding::gzip},
        {"GZip", Coding::gzip},
        {"x-gzip", Coding::gzip},
        {"br", Coding::brotli},
        {"gzip, deflate, br", Coding::brotli},
        {"gzip;q=1.0, br;q=0.5", Coding::gzip},
        {"gzip;q=0.5,br;q=0.501", Coding::brotli},
        {"gzip;q=0", Coding::identity},
        {"gzip;q=0.000, br;q=0", Coding::identity},
        {"*", Coding::brotli},
        {"*, br;q=0", Coding::gzip},
        {"*;q=0", Coding::identity},
        {"gzip ; q=0.3", Coding::gzip},
        {"gzip;q=abc", Coding::identity},
        {"gzip;q=2", Coding::identity},
        {"gzip;q=1.001", Coding::identity},
        {"gzip;q=", Coding::identity},
        {",,gzip,", Coding::gzip},
    };
    for (const auto& [accepted, coding] : cases) {
        EXPECT_EQ(preferred_coding(accepted), coding) << accepted.value_or("(none)");
    }
}

TEST(CompressionTest, CompressesAndSaysSo) {
    Response response = json_of(5000);
    compress(response, "gzip");
    ASSERT_EQ(response.headers.size(), 2U);
    EXPECT_EQ(response.headers[0].name, "Vary");
    EXPECT_EQ(response.headers[1].value, "gzip");
    EXPECT_EQ(gunzipped(response.body), std::string(5000, 'x'));
    Response brotli = json_of(5000);
    compress(brotli, "br");
    EXPECT_EQ(brotli.headers[1].value, "br");
    EXPECT_LT(brotli.body.size(), 100U);
}

TEST(CompressionTest, AddsToAnExistingVary) {
    Response response = json_of(5000);
    response.headers.push_back({"Vary", "Accept-Language"});
    compress(response, std::nullopt);
    ASSERT_EQ(response.headers.size(), 1U);
    EXPECT_EQ(response.headers[0].value, "Accept-Language, Accept-Encoding");
}

TEST(CompressionTest, LeavesTheRestAlone) {
    Response small = json_of(1024);
    Response image = json_of(5000);
    image.content_type = "image/png";
    Response encoded = json_of(5000);
    encoded.headers.push_back({"Content-Encoding", "br"});
    Response secret = json_of(5000);
    secret.headers.push_back({"Set-Cookie", "a=b"});
    for (Response* response : {&small, &image, &encoded, &secret}) {
        const std::string body = response->body;
        compress(*response, "gzip, br");
        EXPECT_EQ(response->body, body);
    }
}

TEST(CompressionTest, KnowsTextTypes) {
    EXPECT_TRUE(is_compressible("application/problem+json"));
    EXPECT_TRUE(is_compressible("application/fhir+json; fhirVersion=4.0"));
    EXPECT_TRUE(is_compressible("text/html;charset=utf-8"));
    EXPECT_TRUE(is_compressible("image/svg+xml"));
    EXPECT_FALSE(is_compressible("text/event-stream"));
    EXPECT_FALSE(is_compressible("application/octet-stream"));
    EXPECT_FALSE(is_compressible(""));
}

}  // namespace
}  // namespace venera::http

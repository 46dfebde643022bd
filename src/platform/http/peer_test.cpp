#include "platform/http/peer.hpp"

#include <gtest/gtest.h>

namespace venera::http {
namespace {

std::string peer_of(std::string_view connected, std::vector<Header> headers,
                    const std::vector<Network>& trusted) {
    Request request;
    request.headers = std::move(headers);
    identify_peer(request, *IpAddress::parse(connected), trusted);
    return request.peer_address + (request.secure ? " secure" : "");
}

TEST(PeerTest, ReadsAndPrintsAddresses) {
    EXPECT_EQ(IpAddress::parse("192.0.2.1")->text(), "192.0.2.1");
    EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.1")->text(), "192.0.2.1");
    EXPECT_EQ(IpAddress::parse("2001:DB8::0:1")->text(), "2001:db8::1");
    EXPECT_FALSE(IpAddress::parse("192.0.2"));
    EXPECT_FALSE(IpAddress::parse("192.0.2.1:80"));
    EXPECT_FALSE(IpAddress::parse(""));
    EXPECT_FALSE(IpAddress::parse(std::string(100, '1')));
    EXPECT_TRUE(IpAddress::parse("127.9.9.9")->is_loopback());
    EXPECT_TRUE(IpAddress::parse("::1")->is_loopback());
    EXPECT_FALSE(IpAddress::parse("128.0.0.1")->is_loopback());
}

TEST(PeerTest, NetworksContainTheirAddresses) {
    const Network twelve = *Network::parse("172.16.0.0/12");
    EXPECT_TRUE(twelve.contains(*IpAddress::parse("172.31.255.255")));
    EXPECT_FALSE(twelve.contains(*IpAddress::parse("172.32.0.0")));
    EXPECT_TRUE(Network::parse("0.0.0.0/0")->contains(*IpAddress::parse("8.8.8.8")));
    EXPECT_FALSE(Network::parse("0.0.0.0/0")->contains(*IpAddress::parse("2001:db8::1")));
    EXPECT_TRUE(Network::parse("fd00::/8")->contains(*IpAddress::parse("fdff::1")));
    EXPECT_TRUE(Network::parse("10.0.0.1")->contains(*IpAddress::parse("10.0.0.1")));
    EXPECT_FALSE(Network::parse("10.0.0.1")->contains(*IpAddress::parse("10.0.0.2")));
    EXPECT_EQ(Network::parse("10.0.0.0/8")->text(), "10.0.0.0/8");
    for (const std::string_view bad :
         {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "a/8", "::/129", ""}) {
        EXPECT_FALSE(Network::parse(bad)) << bad;
    }
}

TEST(PeerTest, WalksBackOverTrustedHopsOnly) {
    const std::vector<Network> trusted{*Network::parse("10.0.0.0/8")};
    const Header one{"x-forwarded-for", "1.1.1.1, 2.2.2.2,10.0.0.2"};
    EXPECT_EQ(peer_of("9.9.9.9", {one}, trusted), "9.9.9.9");
    EXPECT_EQ(peer_of("10.0.0.1", {one}, trusted), "2.2.2.2");
    EXPECT_EQ(peer_of("10.0.0.1", {}, trusted), "10.0.0.1");
    EXPECT_EQ(peer_of("10.0.0.1", {{"x-forwarded-for", "1.1.1.1, not an address"}}, trusted), "10.0.0.1");
    EXPECT_EQ(peer_of("10.0.0.1", {{"x-forwarded-for", "10.0.0.4, 10.0.0.3"}}, trusted), "10.0.0.4");
    EXPECT_EQ(peer_of("10.0.0.1", {{"x-forwarded-for", "3.3.3.3"}, {"x-forwarded-for", "10.0.0.9"}}, trusted),
              "3.3.3.3");
}

TEST(PeerTest, BelievesTheSchemeOfTrustedProxies) {
    const std::vector<Network> trusted{*Network::parse("10.0.0.0/8")};
    const Header https{"x-forwarded-proto", "https"};
    EXPECT_EQ(peer_of("10.0.0.1", {https}, trusted), "10.0.0.1 secure");
    EXPECT_EQ(peer_of("9.9.9.9", {https}, trusted), "9.9.9.9");
    EXPECT_EQ(peer_of("10.0.0.1", {{"x-forwarded-proto", "http"}}, trusted), "10.0.0.1");
}

}  // namespace
}  // namespace venera::http

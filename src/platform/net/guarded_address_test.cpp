#include "platform/net/guarded_address.hpp"

#include <gtest/gtest.h>

namespace venera::net {
namespace {

bool is_public(const char* text) {
    const auto address = http::IpAddress::parse(text);
    EXPECT_TRUE(address) << text;
    return address && net::is_public(*address);
}

TEST(GuardedAddress, ThePublicInternetIsReached) {
    for (const char* text : {"1.1.1.1",
                             "8.8.8.8",
                             "9.255.255.255",
                             "11.0.0.0",
                             "100.63.255.255",
                             "100.128.0.0",
                             "126.255.255.255",
                             "128.0.0.0",
                             "169.253.255.255",
                             "169.255.0.0",
                             "172.15.255.255",
                             "172.32.0.0",
                             "192.0.1.0",
                             "192.167.255.255",
                             "192.169.0.0",
                             "198.17.255.255",
                             "198.20.0.0",
                             "223.255.255.255",
                             "2606:4700:4700::1111",
                             "2a00:1450:4003:80f::200e",
                             "2001:200::1",
                             "2001:4860:4860::8888",
                             "2003::1",
                             "3ffe:ffff::1",
                             "::ffff:8.8.8.8",
                             "64:ff9b::808:808"})
        EXPECT_TRUE(is_public(text)) << text;
}

TEST(GuardedAddress, NothingElseIs) {
    for (const char* text :
         {// this machine
          "0.0.0.0", "0.255.255.255", "127.0.0.1", "127.255.255.255", "::", "::1",
          // neighbours
          "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "172.16.0.0", "172.31.255.255",
          "192.168.0.0", "192.168.255.255", "fc00::1", "fd12:3456:789a::1", "fec0::1",
          // the cloud's metadata
          "169.254.169.254", "169.254.0.0", "169.254.255.255", "fe80::1", "febf::1", "fd00:ec2::254",
          // many at once
          "224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.0", "ff02::1", "ff0e::1",
          // kept for a purpose
          "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.0", "198.19.255.255", "198.51.100.7",
          "203.0.113.255", "2001:db8::1", "3fff::1", "3fff:fff::1", "100::1", "2001::1", "2001:2::1",
          "2001:10::1", "2001:20::1", "2001:1ff:ffff::1", "4000::1", "1fff::1", "5f00::1"})
        EXPECT_FALSE(is_public(text)) << text;
}

TEST(GuardedAddress, AnIpv4AddressInsideOfAnotherCountsAsWhatItIs) {
    for (const char* text : {
             "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",  // mapped
             "::127.0.0.1", "::10.0.0.1", "::8.8.8.8",          // compatible: not used any more
             "::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8",          // translated
             "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",           // NAT64
             "64:ff9b:1::808:808", "64:ff9b::1:808:808",        // NAT64 of a network's own
             "2002:7f00:1::", "2002:a00:1::", "2002:808:808::"  // 6to4
         })
        EXPECT_FALSE(is_public(text)) << text;
}

TEST(GuardedAddress, TestsAndDemosReachEverything) {
    const auto loopback = *http::IpAddress::parse("127.0.0.1");
    EXPECT_FALSE(may_reach(loopback, Reach::public_only));
    EXPECT_TRUE(may_reach(loopback, Reach::anywhere));
    EXPECT_TRUE(may_reach(*http::IpAddress::parse("8.8.8.8"), Reach::public_only));
}

}  // namespace
}  // namespace venera::net

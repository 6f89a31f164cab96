// Addresses of the network in the text of logs: all of them are masked, and nothing else is.

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ApiFunc.Redaction;
using CsCheck;
using Unit.Harness;

namespace Unit;

public sealed class IPAddressSpecs
{
    private const string V6 = "x:x:x:x:x:x:x:x";

    [Theory]
    [InlineData("192.168.1.10", "192.x.x.x")]
    [InlineData("0.0.0.1 255.255.255.255", "0.x.x.x 255.x.x.x")]
    [InlineData("192.168.001.010", "192.x.x.x")]
    [InlineData("10.0.0.5:8006", "10.x.x.x:8006")]
    [InlineData("10.0.0.0/24", "10.x.x.x/24")]
    [InlineData(
        "[10.0.0.5]:22 (10.0.0.6) <10.0.0.7> \"10.0.0.8\" '10.0.0.9'",
        "[10.x.x.x]:22 (10.x.x.x) <10.x.x.x> \"10.x.x.x\" '10.x.x.x'")]
    [InlineData("10.0.0.5,10.0.0.6;10.0.0.7-10.0.0.8", "10.x.x.x,10.x.x.x;10.x.x.x-10.x.x.x")]
    [InlineData("inet addr:10.0.0.5 Bcast:10.0.0.255", "inet addr:10.x.x.x Bcast:10.x.x.x")]
    [InlineData("ip=10.0.0.5 root@10.0.0.5 http://10.0.0.5:80/x", "ip=10.x.x.x root@10.x.x.x http://10.x.x.x:80/x")]
    [InlineData("tcp:10.0.0.5:80:", "tcp:10.x.x.x:80:")]
    [InlineData("Connect to 10.0.0.5. Then go on.", "Connect to 10.x.x.x. Then go on.")]
    [InlineData("Trying 10.0.0.5:80...", "Trying 10.x.x.x:80...")]
    [InlineData("Trying 10.0.0.5... failed", "Trying 10.x.x.x... failed")]
    [InlineData("Trying...10.0.0.5", "Trying...10.x.x.x")]
    [InlineData("ping:10.0.0.5: unreachable", "ping:10.x.x.x: unreachable")]
    [InlineData("地址10.0.0.5不可达", "地址10.x.x.x不可达")]
    [InlineData("10.0.0.5\t10.0.0.6\n10.0.0.7", "10.x.x.x\t10.x.x.x\n10.x.x.x")]
    public void IPv4_addresses_keep_their_first_number(string text, string masked)
    {
        Assert.Equal(masked, Masked(text));
    }

    [Theory]
    [InlineData("2001:db8::1", V6)]
    [InlineData("2001:0DB8:0000:0000:0000:ff00:0042:8329", V6)]
    [InlineData("2001:db8:0:0:0:ff00:42:8329", V6)]
    [InlineData("::2", V6)]
    [InlineData("fe80::", V6)]
    [InlineData("1:2:3:4:5:6:7::", V6)]
    [InlineData("::2:3:4:5:6:7:8", V6)]
    [InlineData("::ffff:192.168.1.10", V6)]
    [InlineData("64:ff9b::10.0.0.5", V6)]
    [InlineData("0000:0000:0000:0000:0000:ffff:255.255.255.255", V6)]
    [InlineData("dead:beef::cafe", V6)]
    [InlineData("fe80::1%eth0", V6 + "%eth0")]
    [InlineData("2001:db8::/32", V6 + "/32")]
    [InlineData("[2001:db8::1]:8006", "[" + V6 + "]:8006")]
    [InlineData("http://[2001:db8::1]/x", "http://[" + V6 + "]/x")]
    [InlineData("(2001:db8::1) <2001:db8::2>, 2001:db8::3;", "(" + V6 + ") <" + V6 + ">, " + V6 + ";")]
    [InlineData("inet6 addr:2001:db8::1", "inet6 addr:" + V6)]
    [InlineData("listen:::2", "listen:" + V6)]
    [InlineData("ip6=2001:db8::1 via fe80::1.", "ip6=" + V6 + " via " + V6 + ".")]
    [InlineData("ping:2001:db8::1: unreachable", "ping:" + V6 + ": unreachable")]
    [InlineData("ping 2001:db8::1... failed", "ping " + V6 + "... failed")]
    [InlineData("2001:db8::1:Connection refused", V6 + ":Connection refused")]
    [InlineData("2001:db8:0:0:0:0:0:1:8006", V6 + ":8006")]
    [InlineData("::ffff:10.0.0.5:8006", V6 + ":8006")]
    [InlineData("地址2001:db8::1不可达", "地址" + V6 + "不可达")]
    [InlineData("fd00::1 fd00::2\nfd00::3", V6 + " " + V6 + "\n" + V6)]
    public void IPv6_addresses_are_masked_in_every_notation(string text, string masked)
    {
        Assert.Equal(masked, Masked(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing to hide")]
    [InlineData("version 1.2.3, v10.0.0.5, 2.0, 8.2.4-1")]
    [InlineData("127.0.0.1 127.0.0.53 127.1.2.3:80 0.0.0.0 0.0.0.0:80 0.0.0.0/0 ::1 [::1]:80 listen:::1 0:0:0:0:0:0:0:1 ::ffff:127.0.0.1")]
    [InlineData("Version=8.0.0.5, FileVersion 10.0.0.0, Chrome/120.0.0.0, 1.2.5.1-2, ^1.2.3.4, ~1.2.3.4, a==2.31.0.6, 1.2.3.4-r0")]
    [InlineData("1.2.3.4.5 and 256.1.1.1 and 1.2.3.1000")]
    [InlineData("1..2.3.4")]
    [InlineData("libssl3:amd64 (3.0.15-1~deb12u1) python3.11 nginx_1.22.1-9+deb12u4_amd64.deb")]
    [InlineData("libfoo.so.1.2.3.4 foo_1.2.3.4_all.deb foo-1.2.3.4.tar.gz")]
    [InlineData("1:9.18.28-1~deb12u2 2:8.39-15")]
    [InlineData("12:30:00 12:30:00.123 2024-05-01T12:30:00Z 2024-05-01 12:30:00,123 +02:00")]
    [InlineData("01/May/2024:12:30:00 +0000")]
    [InlineData("aa:bb:cc:dd:ee:ff BC:24:11:2E:3A:5F 00:11:22:33:44:55:66:77")]
    [InlineData("SHA256 Fingerprint=AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99")]
    [InlineData("std::vector<int>::at std::f32::consts PVE::API2::Nodes a::b DBI::db Foo::1::2 ::abc::de1 Abc::")]
    [InlineData("0000:01:00.0 VGA pci@0000:00:02.0")]
    [InlineData("/usr/share/perl5/PVE/Tools.pm:123: line 5: /etc/x.d/10.conf")]
    [InlineData("file.c:10:5: error: expected ';'")]
    [InlineData(":::: ... :.:.: . : ::")]
    [InlineData("https://example.com:8443/a.b?c=d:e")]
    [InlineData("docker.io/library/redis:7.2.4 sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945")]
    public void Everything_else_stays(string text)
    {
        Assert.Equal(text, Masked(text));
    }

    [Fact]
    public void No_notation_of_an_address_survives()
    {
        var notations = Gen.Byte.Array[16].Select(bytes =>
        {
            // Zeros make the short notations; the first group makes it an address of the Internet.
            for (var i = 0; i < 16; i += 2)
            {
                if (bytes[i] % 3 == 0)
                    bytes[i] = bytes[i + 1] = 0;
            }

            return new IPAddress([0x20, 0x01, .. bytes[2..]]);
        });

        notations.ForAll(
            address =>
            {
                var bytes = address.GetAddressBytes();
                var groups = Enumerable.Range(0, 8).Select(i => (bytes[2 * i] << 8) | bytes[(2 * i) + 1]).ToArray();
                string[] texts =
                [
                    address.ToString(),
                    address.ToString().ToUpperInvariant(),
                    string.Join(':', groups.Select(group => group.ToString("x", CultureInfo.InvariantCulture))),
                    string.Join(':', groups.Select(group => group.ToString("x4", CultureInfo.InvariantCulture))),
                ];
                Assert.All(texts, text => Assert.Equal($"to {V6}.", Masked($"to {text}.")));
            },
            iter: 1000);
    }

    [Fact]
    public void Whatever_the_text_is_no_word_of_the_result_is_an_address()
    {
        var pieces = Gen.OneOf("10", "255", "256", "1", "db8", "fe80", "x", "::", ":", ".", " ", "..", "label", "-", "/", "é", "_");

        pieces.Array[0, 24].Select(string.Concat).ForAll(
            text => Assert.DoesNotContain(
                Masked(text).Split(' ', '-', '/', 'é'),
                word => word.Count(c => c == '.') == 3
                    && IPAddress.TryParse(word, out var address) && address.AddressFamily == AddressFamily.InterNetwork),
            iter: 5000);
    }

    [Theory]
    [InlineData(":")]
    [InlineData(".")]
    [InlineData("a:")]
    [InlineData("1:")]
    [InlineData("1.")]
    [InlineData("a::")]
    [InlineData("1.2.3.4:")]
    [InlineData("12:34:56:78:9a:bc:de:f0:")]
    [InlineData("1:..")]
    public void A_line_of_a_megabyte_ends_whatever_it_is_made_of(string piece)
    {
        var half = string.Concat(Enumerable.Repeat(piece, 500_000 / piece.Length));

        // What is looked for at each piece must not be looked through all of the other half.
        Assert.All(
            [half + new string('.', 500_000), half + new string(':', 500_000), half + new string('1', 500_000)],
            line => Assert.EndsWith(line[^1..], Masked(line)));
    }

    private static string Masked(string text)
    {
        var replacements = new Replacements(text);
        IPAddresses.Mask(text, replacements);
        return replacements.Result;
    }
}

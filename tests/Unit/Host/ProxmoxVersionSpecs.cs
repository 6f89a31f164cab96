// The version of Proxmox VE, from trees as hosts have them.

using System.Text;
using ApiFunc.Host;
using Unit.Harness;

namespace Unit;

public sealed class ProxmoxVersionSpecs
{
    private const string Module = "usr/share/perl5/PVE/pvecfg.pm";

    [Fact]
    public void A_host_says_it_in_its_module()
    {
        const string module =
            """
            package PVE::pvecfg;

            use strict;
            use vars qw(@ISA);
            use Carp;

            sub package {
                return 'pve-manager';
            }

            sub version {
                return '8.2.4';
            }

            sub release {
                return '8.2';
            }

            sub repoid {
                return 'faa83925c9641325';
            }

            sub version_text {
                return '8.2.4/faa83925c9641325';
            }

            1;

            """;

        Assert.Equal("8.2.4", Read(module));
    }

    [Theory]
    [InlineData("sub version{return'7.4-17'}", "7.4-17")]
    [InlineData("sub  version\t{ return \"9.0.0~11\" ; }", "9.0.0~11")]
    [InlineData("sub version\r\n{\r\n  return\r\n  '8.2.4';\r\n}\r\n", "8.2.4")]
    [InlineData("sub versions { return '1'; }\nsub version { return '2'; }", "2")]
    [InlineData("sub subversion { return '1'; }", null)]
    [InlineData("sub version { return '8.2.4\"; }", null)]
    [InlineData("sub version { return 8.2; }", null)]
    [InlineData("sub version { return '8.2 4'; }", null)]
    [InlineData("", null)]
    public void Any_white_space_will_do(string module, string? version)
    {
        Assert.Equal(version, Read(module));
    }

    [Fact]
    public void A_machine_that_is_no_host_has_none()
    {
        using var tree = new TemporaryTree(("etc/os-release", "ID=debian\n"u8.ToArray()));

        Assert.Null(ProxmoxVersion.Read(tree.Root, "/nonexistent"));
        Assert.Null(ProxmoxVersion.Read(tree.Root, null));
    }

    [Fact]
    public void A_module_that_is_a_link_is_not_read()
    {
        using var tree = new TemporaryTree(("elsewhere", "sub version { return '1'; }"u8.ToArray()), ("usr/share/perl5/PVE/other.pm", []));
        File.CreateSymbolicLink(tree.Path(Module), tree.Path("elsewhere"));

        Assert.Null(ProxmoxVersion.Read(tree.Root, "/nonexistent"));
    }

    [Theory]
    [InlineData("pve-manager/8.2.4/faa83925c9641325 (running kernel: 6.8.8-2-pve)\n", "8.2.4")]
    [InlineData("pve-manager/7.4-17/513c62be (running kernel: 5.15.131-1-pve)", "7.4-17")]
    [InlineData("pve-manager/9.0.3\npve-manager/1/x\n", "9.0.3")]
    [InlineData("pve-manager/8.0.0 (running kernel: x/y)", "8.0.0")]
    [InlineData("pve-manager//faa83925c9641325", null)]
    [InlineData("pve-manager", null)]
    [InlineData("\npve-manager/8.2.4/x", null)]
    [InlineData("", null)]
    public void The_command_says_it_in_the_second_part_of_its_first_line(string output, string? version)
    {
        Assert.Equal(version, ProxmoxVersion.ParseCommandOutput(output));
    }

    private static string? Read(string module)
    {
        using var tree = new TemporaryTree((Module, Encoding.UTF8.GetBytes(module)));
        return ProxmoxVersion.Read(tree.Root, "/nonexistent");
    }
}

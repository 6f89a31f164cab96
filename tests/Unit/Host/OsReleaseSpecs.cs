// The distribution, read from os-release.

using ApiFunc.Host;
using Unit.Harness;

namespace Unit;

public sealed class OsReleaseSpecs
{
    [Theory]
    [InlineData(
        "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nVERSION=\"12 (bookworm)\"\nID=debian\n", "debian", "12")]
    [InlineData("NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.20.3\n", "alpine", "3.20.3")]
    [InlineData("ID='ubuntu'\nID_LIKE=debian\nVERSION_ID='24.04'", "ubuntu", "24.04")]
    [InlineData("ID=\"opensuse-leap\" \r\nVERSION_ID=\"15.6\"\r\n", "opensuse-leap", "15.6")]
    [InlineData("# ID=comment\nID=arch\nBUILD_ID=rolling\nMY_VERSION_ID=1\n", "arch", "")]
    [InlineData("ID=\nVERSION_ID=\"\"\n", "", "")]
    [InlineData("ID", "", "")]
    public void Id_and_version_lose_their_quotes(string content, string id, string version)
    {
        using var machine = new RecordedMachine().With("etc/os-release", content);

        Assert.Equal(new OsRelease(id, version), OsRelease.Read(machine.Root));
    }

    [Fact]
    public void The_link_that_distributions_put_into_etc_leads_to_the_file()
    {
        using var machine = new RecordedMachine().With(
            "usr/lib/os-release", "ID=debian\nVERSION_ID=\"13\"\n").WithLink("etc/os-release", "../usr/lib/os-release");

        Assert.Equal(new OsRelease("debian", "13"), OsRelease.Read(machine.Root));
    }

    [Fact]
    public void The_file_in_etc_comes_first()
    {
        using var machine = new RecordedMachine().With(
            "usr/lib/os-release", "ID=vendor\nVERSION_ID=1\n").With("etc/os-release", "ID=own\n");

        Assert.Equal(new OsRelease("own", ""), OsRelease.Read(machine.Root));
    }

    [Fact]
    public void Without_the_file_both_are_empty()
    {
        using var machine = new RecordedMachine();

        Assert.Equal(new OsRelease("", ""), OsRelease.Read(machine.Root));
    }
}

// The running kernel: its names of architectures, and Debian's.

using ApiFunc.Host;

namespace Unit;

public sealed class KernelSpecs
{
    [Theory]
    [InlineData("x86_64", "amd64")]
    [InlineData("aarch64", "arm64")]
    [InlineData("armv7l", "armhf")]
    [InlineData("armv8l", "armhf")]
    [InlineData("i386", "i386")]
    [InlineData("i686", "i386")]
    [InlineData("riscv64", "riscv64")]
    public void An_architecture_is_named_as_Debian_does(string machine, string architecture)
    {
        Assert.Equal(architecture, Kernel.DebianName(machine));
    }

    [Fact]
    public void The_kernel_that_runs_these_tests_names_its_release()
    {
        var kernel = Kernel.Read();

        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), kernel.Release);
        Assert.Equal("amd64", kernel.Architecture);
        Assert.False(kernel.IsArm);
    }
}

// The file out/apifunc: one that runs wherever it is copied to.

using System.Text;
using EndToEnd.Harness;

namespace EndToEnd.Machine;

public sealed class BinarySpecs
{
    private const int MostBytes = 14 * 1024 * 1024;

    [Fact]
    public async Task A_shell_that_takes_it_for_a_script_ends_at_once()
    {
        // e_machine of the header (elf.h): for another processor than any.
        const int machine = 18;
        using var directory = new TemporaryDirectory();
        var file = File.ReadAllBytes(Repository.Binary);
        file[machine] = 0xFF;

        var outcome = await Shell.Run(["busybox", "ash", "-c"], [$"cd {directory.Path}; exec {directory.Executable("apifunc", file)}"]);

        Assert.Equal((127, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches(@"\A[^\n]* line 1: [^\n]*ELF[^\n]*: not found\n\z", outcome.Error);
    }

    [Theory]
    [InlineData("explain 100")]
    [InlineData("_tm_payload installing")]
    public async Task A_caller_may_have_the_signal_blocked_that_the_first_use_of_cold_data_is(string command)
    {
        var outcome = await Shell.Run(["env", "--block-signal=SEGV", Repository.Binary], command.Split(' '));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.NotEmpty(outcome.Output);
    }

    [Fact]
    public void It_is_no_larger_than_14_MiB()
    {
        Assert.InRange(new FileInfo(Repository.Binary).Length, 1, MostBytes);
    }

    [Fact]
    public void It_does_not_tell_where_it_was_built()
    {
        var file = File.ReadAllBytes(Repository.Binary).AsSpan();

        Assert.Equal(-1, file.IndexOf(Encoding.UTF8.GetBytes(Path.Combine(Repository.Root, "src/"))));
        Assert.Equal(-1, file.IndexOf("/obj/Release/"u8));
        Assert.Equal(-1, file.IndexOf("/.nuget/"u8));
    }

    [Fact]
    public async Task It_is_a_static_program_that_runs_at_any_address()
    {
        var header = await Readelf("--file-header");
        var segments = await Readelf("--program-headers");
        var dynamic = await Readelf("--dynamic");

        Assert.Matches(Repository.Architecture == "arm64" ? "Machine: +AArch64" : "Machine: +Advanced Micro Devices X86-64", header);
        Assert.Matches(@"Type: +DYN \(Position-Independent Executable file\)", header);
        Assert.Contains("PIE", dynamic, StringComparison.Ordinal);
        Assert.DoesNotContain("INTERP", segments, StringComparison.Ordinal);
        Assert.DoesNotContain("NEEDED", dynamic, StringComparison.Ordinal);
        Assert.DoesNotContain("RPATH", dynamic, StringComparison.Ordinal);
        Assert.DoesNotContain("RUNPATH", dynamic, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_its_stack_nor_any_other_segment_is_both_writable_and_executable()
    {
        var segments = await Readelf("--program-headers");

        Assert.Matches(@"GNU_STACK .* RW ", segments);
        Assert.DoesNotContain(" RWE ", segments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_carries_no_symbols_for_debuggers()
    {
        var sections = await Readelf("--section-headers");

        Assert.Contains(" .text ", sections, StringComparison.Ordinal);
        Assert.DoesNotContain(" .symtab ", sections, StringComparison.Ordinal);
        Assert.DoesNotContain(" .debug_", sections, StringComparison.Ordinal);
    }

    private static async Task<string> Readelf(string option)
    {
        var outcome = await Shell.Run(["readelf", "--wide", option], [Repository.Binary]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return outcome.Output;
    }
}

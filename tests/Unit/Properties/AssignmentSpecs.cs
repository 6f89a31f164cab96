// What the binary prints, evaluated by the shim in every shell: each variable holds what was meant, byte for byte.

using System.Text;
using ApiFunc.Script;
using ApiFunc.Shim;
using CliWrap;
using CsCheck;
using EndToEnd.Harness;
using Unit.Harness;

namespace Unit.Properties;

public sealed class AssignmentSpecs
{
    private const int Samples = 60;

    // What shells, terminals and the shim itself could take for something else.
    private static readonly Gen<byte[]> Text = Gen.OneOf(
            "'", "''", "\"", "\\", "\\\\", "\\'", "\n", "\n\n", "\r\n", "\t", " ", "-n", "-e ", "--", "#", "#end", "\n#end", "#begin", "$",
            "$$", "$(exit 9)", "`exit 9`", "${x}", "!", "!!", "~", "*", "?",
            "[a-z]", "{a,b}", ";", "&", "|", "<", ">", "(", ")", "%s", "\\0", "\\c", "a", "é", "日本", "😀", "\u001b[31m",
            "\u0001", "\u007f", "'\nexit 9\n'")
        .Select(Encoding.UTF8.GetBytes).Array[0, 12].Select(Join);

    private static readonly Gen<byte[]> Bytes = Gen.Byte[1, 255].Array[0, 8];

    private static readonly Gen<byte[]> Value = Gen.OneOf(Text, Gen.OneOf(Text, Bytes).Array[0, 4].Select(Join));

    [Theory]
    [InlineData("bash")]
    [InlineData("bash", "--posix")]
    [InlineData("dash")]
    [InlineData("busybox", "ash")]
    [InlineData("ksh93")]
    [InlineData("mksh")]
    [InlineData("zsh")]
    [InlineData("zsh", "-o", "rcquotes")]
    public void Whatever_a_value_holds_the_shell_holds_it_too(params string[] shell) => Check(shell, Value);

    /// <summary>yash carries only text that is valid in its locale.</summary>
    [Fact]
    public void Yash_holds_whatever_is_text() => Check(["yash"], Text);

    [Fact]
    public void The_mark_of_the_end_stands_in_no_value()
    {
        Value.ForAll(value => Assert.Equal(-1, CodeOf(value, value).AsSpan().IndexOf(Encoding.ASCII.GetBytes(ShimEntry.EndMark))));
    }

    private static byte[] Join(byte[][] pieces) => [.. pieces.SelectMany(piece => piece)];

    private static byte[] CodeOf(byte[] value, byte[] exported)
    {
        var assignments = new Assignments();
        assignments.Set(Variables.Response, value);
        assignments.Export(Variables.CpuModel, Encoding.UTF8.GetString(exported));
        return assignments.Code.ToArray();
    }

    /// <summary>One shell evaluates all samples, as the shim does, and writes what its variables hold then.</summary>
    private static void Check(string[] shell, Gen<byte[]> values)
    {
        Needs.ToRun(shell);
        Gen.Select(values, values).Array[Samples].ForAll(
            samples =>
            {
                using var directory = new TemporaryDirectory();
                for (var i = 0; i < samples.Length; i++)
                    directory.Write(
                        $"in.{i}", [.. CodeOf(samples[i].Item1, samples[i].Item2), .. Encoding.ASCII.GetBytes(ShimEntry.EndMark)]);
                Run(shell, directory.Path);

                for (var i = 0; i < samples.Length; i++)
                {
                    byte[] expected = [.. samples[i].Item1, 0, .. Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(samples[i].Item2)), 0];
                    Assert.Equal(expected, File.ReadAllBytes(directory.File($"out.{i}")));
                }
            },
            iter: 1, inParallel: false);
    }

    private static void Run(string[] shell, string directory)
    {
        const string script =
            """
            set -eu
            . "$1"
            cd "$2"
            i=0
            while [ "$i" -lt "$3" ]; do
              _api_func_out="$4$$
            $(cat "in.$i")"
              _api_func_apply || exit 8
              printf '%s\0%s\0' "$RESPONSE" "$CPU_MODEL" >"out.$i"
              i=$((i + 1))
            done
            """;
        CommandTask<CommandResult> running;
        lock (ProcessStart.Lock)
        {
            running = Cli.Wrap(shell[0])
                .WithArguments([
                    .. shell[1..], "-c", script, "script", Path.Combine(Root, "api.func.shim"), directory, $"{Samples}",
                    ShimEntry.BeginMark])
                .WithEnvironmentVariables(variables => variables.Set("LC_ALL", "C.UTF-8").Set("API_FUNC_BIN", "/nonexistent"))
                .ExecuteAsync();
        }

        running.GetAwaiter().GetResult();
    }

    private static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "global.json")) ? directory : Find(Path.GetDirectoryName(directory)!);
}

// The fuzzer: tries the targets with new inputs for some minutes, and keeps the inputs that fail. scripts/fuzz.sh calls it.

using System.Diagnostics;
using System.Globalization;
using Unit.Harness;
using Xunit.Runner.InProc.SystemConsole;

namespace Fuzz;

internal static class Program
{
    private const string Usage =
        """
        usage: Fuzz DIRECTORY MINUTES [TARGET]...   tries inputs, and keeps those that fail
               Fuzz TARGET FILE                     tries the input in a file
               Fuzz -OPTION...                      runs the tests, with xunit's options
        """;
    private const int UsageError = 64;
    private const int MostFindings = 10;

    // What a reader needs for one input takes milliseconds; what the binary may wait for a server, seconds.
    private static readonly TimeSpan s_caseLimit = TimeSpan.FromSeconds(30);

    public static int Main(string[] args)
    {
        if (args is [['-', ..], ..])
            return ConsoleRunner.Run(args).GetAwaiter().GetResult();
        if (args is [var name, var file] && Find(name) is { } one && File.Exists(file))
            return TryFile(one, file);
        if (args is [var directory, var minutes, .. var names] && names.All(target => Find(target) is not null)
            && int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0)
        {
            var chosen = TargetList.All.Where(target => names.Length == 0 || names.Contains(target.Name));
            return TryAll(directory, TimeSpan.FromMinutes(limit), [.. chosen]);
        }

        Console.Error.WriteLine($"{Usage}\ntargets: {string.Join(' ', TargetList.All.Select(target => target.Name))}");
        return UsageError;
    }

    private static Func<Target>? Find(string name) => TargetList.All.FirstOrDefault(target => target.Name == name).Make;

    private static int TryFile(Func<Target> make, string file)
    {
        using var target = make();
        target.Check(File.ReadAllBytes(file));
        Console.WriteLine("nothing was found");
        return 0;
    }

    private static int TryAll(string directory, TimeSpan limit, IReadOnlyList<(string Name, Func<Target> Make)> targets)
    {
        Directory.CreateDirectory(directory);
        var seed = Property.Seed ?? (uint)Random.Shared.NextInt64(uint.MaxValue);
        var findings = 0;
        foreach (var (name, make) in targets)
        {
            using var target = make();
            findings += new Run(name, target, seed, directory).For(limit / targets.Count);
        }

        return findings > 0 ? 1 : 0;
    }

    /// <summary>One target's turn.</summary>
    private sealed class Run(string name, Target target, uint seed, string directory)
    {
        // Of each kind of finding one input is enough: what was thrown, and where.
        private readonly HashSet<string> _kinds = [];
        private readonly Stopwatch _case = new();

        // What is left of a run that crashed as a whole.
        private readonly string _current = Path.Combine(directory, $"{name}-current");
        private byte[] _input = [];
        private uint _number;

        public int For(TimeSpan time)
        {
            using var watch = new Timer(_ => StopHang(), null, s_caseLimit, TimeSpan.FromSeconds(1));
            var (begin, slowest) = (Stopwatch.StartNew(), TimeSpan.Zero);
            for (; begin.Elapsed < time && _kinds.Count < MostFindings; _number++)
            {
                _input = target.Inputs.At(seed, _number);
                File.WriteAllBytes(_current, _input);
                _case.Restart();
                try
                {
                    target.Check(_input);
                }
                catch (Exception e)
                {
                    Keep(e.GetType().Name, e.ToString());
                }

                slowest = _case.Elapsed > slowest ? _case.Elapsed : slowest;
            }

            _case.Reset();
            File.Delete(_current);
            var count = $"{_number,9} inputs, {_kinds.Count} findings";
            Console.WriteLine($"{name,-16} {count}, slowest {slowest.TotalMilliseconds,6:F0} ms (seed {seed})");
            return _kinds.Count;
        }

        /// <summary>Ends the program if an input takes too long: a thread cannot be stopped.</summary>
        private void StopHang()
        {
            if (_case.Elapsed <= s_caseLimit)
                return;

            Keep("Hang", $"no end within {s_caseLimit.TotalSeconds} s");
            Environment.Exit(1);
        }

        /// <summary>Keeps an input that failed, unless there is one of its kind already.</summary>
        private void Keep(string what, string text)
        {
            var place = text.Split('\n').FirstOrDefault(line => line.Contains(" at ApiFunc.", StringComparison.Ordinal)
                || line.Contains(" at Fuzz.Targets.", StringComparison.Ordinal)) ?? "";
            if (!_kinds.Add(what + place))
                return;

            var file = Path.Combine(directory, $"{name}-{seed}-{_number}");
            File.WriteAllBytes(file, _input);
            File.WriteAllText(file + ".txt", text);
            Console.WriteLine($"{name}: input {_number} of seed {seed} fails: {text.Split('\n')[0]}");
            Console.WriteLine($"  again: dotnet run --project tests/Fuzz -- {name} {file}");
        }
    }
}

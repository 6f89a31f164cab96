// A program that this one has started, and waits for. .NET's Process needs threads and a handler of signals for that, and
// with what it stands on it was a fifth of all that a start of this program had to relocate.

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace ApiFunc.Platform;

/// <summary>A process in a group of its own, with pipes to its standard input, output and error.</summary>
internal sealed unsafe class ChildProcess : IDisposable
{
    private const int KillSignal = 9;
    private const int PipeSignal = 13;
    private const int ChildSignal = 17;
    private const nint Default = 0;
    private const nint Ignored = 1;
    private const int DoNotWait = 1; // WNOHANG
    private const short OwnGroup = 0x02; // POSIX_SPAWN_SETPGROUP
    private const short DefaultSignals = 0x04; // POSIX_SPAWN_SETSIGDEF

    // At least as large as posix_spawn_file_actions_t, posix_spawnattr_t, sigset_t and struct sigaction of any C library.
    private const int LargestStructure = 512;

    // For whatever was killed. What the kernel does not let go of, or another user runs now, is not waited for any longer.
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(1);

    // What a pipe that says it can be written to takes without making the writer wait (pipe(7), PIPE_BUF).
    private const int LargestWrite = 4096;

    private readonly int _id;
    private int _input;
    private int _output;
    private int _error;
    private bool _hasEnded;

    private ChildProcess(int id, int input, int output, int error) => (_id, _input, _output, _error) = (id, input, output, error);

    /// <summary>Starts a program in the root directory. Returns null, and the error number, where that fails.</summary>
    public static ChildProcess? Start(string path, IReadOnlyList<string> arguments, out int error)
    {
        // A pipe is its end to read from and its end to write to.
        Span<int> pipes = [-1, -1, -1, -1, -1, -1];
        var id = 0;
        error = 0;
        fixed (int* ends = pipes)
        {
            for (var i = 0; i < pipes.Length && error == 0; i += 2)
                error = Libc.Pipe(ends + i, Libc.CloseOnExec) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }

        if (error == 0)
            error = Spawn(path, arguments, pipes[0], pipes[3], pipes[5], out id);
        Close(ref pipes[0]);
        Close(ref pipes[3]);
        Close(ref pipes[5]);
        if (error == 0)
            return new ChildProcess(id, pipes[1], pipes[2], pipes[4]);

        Close(ref pipes[1]);
        Close(ref pipes[2]);
        Close(ref pipes[4]);
        return null;
    }

    /// <summary>
    /// Writes its input and reads what it has to say, until it says no more or the time is up. Returns its output up to a
    /// limit, behind which nobody takes it, and the last line of its errors.
    /// </summary>
    public (byte[] Output, string LastErrorLine) Exchange(ReadOnlySpan<byte> input, int outputLimit, Deadline deadline)
    {
        var output = new ArrayBufferWriter<byte>();
        var lastLine = new ArrayBufferWriter<byte>();
        var ends = stackalloc PollDescriptor[3];
        while ((_output >= 0 || _error >= 0) && !deadline.IsOver)
        {
            if (input.IsEmpty)
                Close(ref _input);

            // A negative descriptor is passed over.
            ends[0] = new PollDescriptor { Descriptor = _input, Events = PollDescriptor.Writable };
            ends[1] = new PollDescriptor { Descriptor = _output, Events = PollDescriptor.Readable };
            ends[2] = new PollDescriptor { Descriptor = _error, Events = PollDescriptor.Readable };
            _ = Libc.Poll(ends, 3, (int)deadline.Left.TotalMilliseconds);
            if (ends[0].Answers != 0)
                input = Write(input);
            if (ends[1].Answers != 0 && (Read(ref _output, outputLimit - output.WrittenCount, output) == 0 || output.WrittenCount == outputLimit))
                Close(ref _output);
            if (ends[2].Answers != 0 && Read(ref _error, LargestWrite, lastLine) > 0)
                KeepLastLine(lastLine);
        }

        Close(ref _input);
        return (output.WrittenSpan.ToArray(), Encoding.UTF8.GetString(lastLine.WrittenSpan.TrimEnd((byte)'\n')));
    }

    /// <summary>Waits for its end. Returns its exit code, 128 and the signal's number where a signal ended it, or null where nobody knows, or the time is up.</summary>
    public int? Wait(Deadline deadline)
    {
        const int signal = 0x7F;
        int status, id;
        while ((id = Libc.WaitForProcess(_id, &status, DoNotWait)) == 0)
        {
            if (deadline.IsOver)
                return null;

            // It has closed its outputs, and is about to end. To be told when would need a descriptor of Linux 5.3.
            Thread.Sleep(1);
        }

        _hasEnded = true;
        if (id < 0)
            return null;
        return (status & signal) == 0 ? (status >> 8) & 0xFF : 128 + (status & signal);
    }

    /// <summary>Kills what is left of it.</summary>
    public void Dispose()
    {
        Close(ref _input);
        Close(ref _output);
        Close(ref _error);
        if (_hasEnded)
            return;

        // It may have left its group.
        _ = Libc.Kill(-_id, KillSignal);
        _ = Libc.Kill(_id, KillSignal);
        _ = Wait(new Deadline(LastMoment));
        _hasEnded = true;
    }

    private static int Spawn(string path, IReadOnlyList<string> arguments, int input, int output, int error, out int id)
    {
        LetChildrenBeWaitedFor();
        var actions = stackalloc byte[LargestStructure];
        var attributes = stackalloc byte[LargestStructure];
        var signals = stackalloc byte[LargestStructure];
        _ = Libc.InitializeActions(actions);
        _ = Libc.AddDuplicate(actions, input, 0);
        _ = Libc.AddDuplicate(actions, output, 1);
        _ = Libc.AddDuplicate(actions, error, 2);
        _ = Libc.AddCloseFrom(actions, 3);
        _ = Libc.AddChangeDirectory(actions, "/");

        // What the caller ignores stays ignored, but for the end of a pipe, which only .NET ignores.
        _ = Libc.EmptySignals(signals);
        _ = Libc.AddSignal(signals, PipeSignal);
        _ = Libc.InitializeAttributes(attributes);
        _ = Libc.SetDefaultSignals(attributes, signals);
        _ = Libc.SetSpawnFlags(attributes, OwnGroup | DefaultSignals);

        using var words = new NativeStrings([Encoding.UTF8.GetBytes(path), .. arguments.Select(Encoding.UTF8.GetBytes)]);
        int child;
        int result;
        fixed (nint* environment = CallersEnvironment())
            result = Libc.Spawn(&child, words.First, actions, attributes, words.All, (byte**)environment);
        id = child;
        _ = Libc.DestroyAttributes(attributes);
        _ = Libc.DestroyActions(actions);
        return result;
    }

    /// <summary>Where whoever started this process ignores the end of children, nobody would learn how they ended.</summary>
    private static void LetChildrenBeWaitedFor()
    {
        var action = stackalloc nint[LargestStructure / sizeof(nint)];
        if (Libc.SetSignal(ChildSignal, null, action) == 0 && action[0] == Ignored)
        {
            action[0] = Default;
            _ = Libc.SetSignal(ChildSignal, action, null);
        }
    }

    /// <summary>The environment byte for byte, without what this program has set for itself (see startup.c).</summary>
    private static nint[] CallersEnvironment()
    {
        var variables = new List<nint>();
        for (var one = Libc.GetEnvironment(); *one != 0; one++)
        {
            if (!MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)*one).StartsWith("OPENSSL_CONF="u8))
                variables.Add(*one);
        }

        return [.. variables, 0];
    }

    /// <summary>Writes as much as there is room for. Returns the rest; nothing where nobody reads any more.</summary>
    private ReadOnlySpan<byte> Write(ReadOnlySpan<byte> input)
    {
        fixed (byte* start = input)
        {
            var count = Libc.Write(_input, start, Math.Min(input.Length, LargestWrite));
            return count < 0 ? [] : input[(int)count..];
        }
    }

    /// <summary>Reads what is there. Returns how many bytes, and closes the pipe at its end.</summary>
    private static int Read(ref int descriptor, int limit, ArrayBufferWriter<byte> into)
    {
        var buffer = into.GetSpan(Math.Clamp(limit, 1, LargestWrite))[..Math.Clamp(limit, 1, LargestWrite)];
        fixed (byte* start = buffer)
        {
            var count = (int)Libc.Read(descriptor, start, buffer.Length);
            if (count > 0)
                into.Advance(count);
            else
                Close(ref descriptor);
            return Math.Max(count, 0);
        }
    }

    /// <summary>Forgets all but the last line, and of that all but its end.</summary>
    private static void KeepLastLine(ArrayBufferWriter<byte> text)
    {
        var line = text.WrittenSpan[(text.WrittenSpan.TrimEnd((byte)'\n').LastIndexOf((byte)'\n') + 1)..];
        byte[] kept = [.. line[Math.Max(0, line.Length - LargestWrite)..]];
        text.ResetWrittenCount();
        text.Write(kept);
    }

    private static void Close(ref int descriptor)
    {
        if (descriptor >= 0)
            _ = Libc.Close(descriptor);
        descriptor = -1;
    }

    /// <summary>An array of strings as C takes it.</summary>
    private sealed class NativeStrings : IDisposable
    {
        public NativeStrings(IReadOnlyList<byte[]> all)
        {
            All = (byte**)NativeMemory.AllocZeroed((nuint)all.Count + 1, (nuint)sizeof(byte*));
            for (var i = 0; i < all.Count; i++)
            {
                All[i] = (byte*)NativeMemory.AllocZeroed((nuint)all[i].Length + 1);
                all[i].CopyTo(new Span<byte>(All[i], all[i].Length));
            }
        }

        public byte** All { get; }

        public byte* First => All[0];

        public void Dispose()
        {
            for (var one = All; *one is not null; one++)
                NativeMemory.Free(*one);
            NativeMemory.Free(All);
        }
    }
}

// The host's curl as the client, for hosts whose proxy or certificates only curl knows.

using System.Globalization;
using System.Text;
using ApiFunc.Platform;
using CliWrap;

namespace ApiFunc.Delivery;

/// <summary>Runs curl once for each message; its own configuration (~/.curlrc) counts.</summary>
/// <param name="curl">The full path of curl.</param>
internal sealed class CurlHttpClient(string curl) : IHttpClient
{
    private const int LongestTrailer = 16 * 1024;

    // curl gives up by itself before it is killed, and says what it has.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public HttpAnswer Exchange(HttpMessage message, Deadline deadline)
    {
        if (deadline.Left <= Grace)
            return HttpAnswer.None;

        using var output = new CurlOutput(LongestTrailer);
        var command = Cli.Wrap(curl)
            .WithArguments(Arguments(message, deadline.Left - Grace))
            .WithEnvironmentVariables(variables => variables.Set("OPENSSL_CONF", null))
            .WithStandardInputPipe(PipeSource.FromBytes(message.Body ?? []))
            .WithStandardOutputPipe(PipeTarget.ToStream(output));
        if (Executable.Run(command, deadline.Left) is not { } code)
            return HttpAnswer.None;

        var (status, location) = output.Trailer;

        // A body of which as much was read as is wanted is complete, even where curl did not come to its end in time.
        if (code != 0 && output.Body.Length < Answer.LargestBody)
        {
            DebugLog.Write($"no answer from {message.Url.Host}: curl ended with {code}");
            return HttpAnswer.None;
        }

        return status == 0 ? HttpAnswer.None : new HttpAnswer(new Answer(status, output.Body), location);
    }

    private static string[] Arguments(HttpMessage message, TimeSpan limit)
    {
        string[] common =
        [
            "--silent", "--globoff", "--no-location", "--no-fail", "--no-include",
            "--max-time", limit.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture),
            "--write-out", CurlOutput.TrailerFormat,
            "--url", message.Url.AbsoluteUri,
        ];

        // "Expect:" drops the question whether the server wants the body, which some never answer.
        return message.Body is null
            ? common
            : [.. common, "--header", "Content-Type: application/json", "--header", "Expect:", "--data-binary", "@-"];
    }
}

/// <summary>
/// What curl prints: the answer's body, of which the beginning is kept, and the trailer with the status, of which the
/// end is.
/// </summary>
internal sealed class CurlOutput(int longestTrailer) : Stream
{
    /// <summary>curl's --write-out: a line of its own behind the body.</summary>
    public const string TrailerFormat = "\\n%{http_code} %{redirect_url}";

    private readonly MemoryStream _start = new();
    private byte[] _end = [];

    /// <summary>The body's beginning.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get
        {
            var length = Math.Min(_length - TrailerLength, Answer.LargestBody);
            return _start.GetBuffer().AsMemory(0, (int)Math.Max(length, 0));
        }
    }

    /// <summary>The status (0 where there is none) and where it redirects to.</summary>
    public (int Status, Uri? Location) Trailer
    {
        get
        {
            var parts = Encoding.UTF8.GetString(_end.AsSpan(_end.Length - TrailerLength)).TrimStart('\n').Split(' ', 2);
            var status = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0;
            return (status, parts.Length > 1 && Uri.TryCreate(parts[1], UriKind.Absolute, out var location) ? location : null);
        }
    }

    private long _length;

    private int TrailerLength => _end.AsSpan().LastIndexOf((byte)'\n') is var newline and >= 0 ? _end.Length - newline : 0;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _length += buffer.Length;
        var room = (int)Math.Min(Answer.LargestBody - _start.Length, buffer.Length);
        _start.Write(buffer[..room]);
        _end = buffer.Length >= longestTrailer ? buffer[^longestTrailer..].ToArray() : [.. _end.AsSpan(Math.Max(0, _end.Length + buffer.Length - longestTrailer)), .. buffer];
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

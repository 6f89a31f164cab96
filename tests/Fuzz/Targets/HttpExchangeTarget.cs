// Answers to the real binary, to the report and to whatever it asks next: where a redirect leads, and for a tunnel to it.

using System.Text.RegularExpressions;

namespace Fuzz.Targets;

internal sealed partial class HttpExchangeTarget : BinaryTarget
{
    private readonly RawServer _server;
    private byte[] _answer = [];

    public HttpExchangeTarget() => _server = RawServer.Start((socket, token) => socket.SendAsync(_answer, token).AsTask());

    public override IReadOnlyList<byte[]> Seeds => HttpAnswerTarget.Answers;

    public override IReadOnlyList<byte[]> Words => HttpAnswerTarget.Parts;

    public override void Check(byte[] input)
    {
        _answer = input;

        // The answer ends in its status; no answer is 000.
        Assert.Matches(Status(), Post(_server.Url, $"http://{Server}/upload"));
    }

    public override void Dispose()
    {
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }

    [GeneratedRegex(@"(?:^|\n)RESPONSE='(?:[^']|'\\'')*(?:000|[2-9]\d\d)'\n")]
    private static partial Regex Status();
}

// Complete responses: RESPONSE is the body and the status.

using System.Text;
using EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Http;

public sealed class ResponseSpecs
{
    private const int LargestBody = 64 * 1024;

    public static TheoryData<string> Transports => [.. Direct.Transports];

    public static TheoryData<string, int> Statuses =>
        Direct.EachTransportWith(200, 201, 202, 299, 300, 304, 400, 401, 403, 404, 407, 413, 429, 500, 502, 503, 599);

    /// <summary>A name, the bytes that the server sends, and what the script is told.</summary>
    public static TheoryData<string, string> Wordings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var transport in Direct.Transports)
            {
                foreach (var wording in s_wordings.Keys)
                    data.Add(transport, wording);
            }

            return data;
        }
    }

    private static readonly Dictionary<string, (string Sent, string Told)> s_wordings = new()
    {
        ["content length"] = ("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello", "hello201"),
        ["content length, and more behind it"] = ("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello, world", "hello201"),
        ["length zero"] = ("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", "201"),
        ["no content"] = ("HTTP/1.1 204 No Content\r\n\r\n", "204"),
        ["chunks"] =
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: 1\r\n\r\n", "hello200"),
        ["no chunk"] = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "200"),
        ["until the end"] = ("HTTP/1.1 200 OK\r\n\r\nhello", "hello200"),
        ["HTTP/1.0"] = ("HTTP/1.0 200 OK\r\n\r\nhello", "hello200"),
        ["no reason"] = ("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", "hello200"),
        ["continue first"] = ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello", "hello201"),
        ["early hints first, twice"] = ("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"
            + "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello", "hello201"),
        ["lines"] = ("HTTP/1.1 500 Oops\r\nContent-Length: 8\r\n\r\n\na\r\n'b'\n", "\na\r\n'b'\n500"),
        ["NUL bytes"] = ("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n\0a\0\0b\0", "ab200"),
        ["digits"] = ("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n404 \n50", "404 \n50200"),
    };

    [Theory, MemberData(nameof(Statuses))]
    public async Task The_script_gets_any_final_status(string transport, int status)
    {
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(status));

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal($"{status}", told.Response);
        Assert.Equal(told.Payload, Assert.Single(server.Requests).Text);
    }

    [Theory, MemberData(nameof(Wordings))]
    public async Task A_body_is_read_however_the_server_says_where_it_ends(string transport, string wording)
    {
        await using var server = RawServer.Say(s_wordings[wording].Sent);

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal(s_wordings[wording].Told, told.Response);
        Assert.Equal(1, server.Connections);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Both_transports_send_the_same_request(string transport)
    {
        await using var server = await RecordingServer.Start();

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload?a=b&c=%20[1-3]{{x,y}}");

        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/upload?a=b&c=%20[1-3]%7Bx,y%7D", told.Payload), (request.Method, request.Path, request.Text));
        Assert.Equal("application/json", request.Headers.ContentType);
        Assert.Equal($"{request.Body.Length}", request.Headers.ContentLength.ToString());
        Assert.DoesNotContain("Expect", request.Headers.Keys);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
    }

    [Theory]
    [InlineData("built in", "user:p%40ss:word", "user:p@ss:word")]
    [InlineData("curl", "user:p%40ss:word", "user:p@ss:word")]
    [InlineData("built in", "user", "user:")]
    [InlineData("curl", "user", "user:")]
    public async Task A_user_and_a_password_in_the_address_are_sent_as_basic_credentials(
        string transport, string userInfo, string credentials)
    {
        await using var server = await RecordingServer.Start();

        await Direct.PostToApi(transport, $"http://{userInfo}@127.0.0.1:{server.Port}/upload");

        Assert.Equal(
            $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}", Assert.Single(server.Requests).Headers.Authorization);
    }

    [Theory]
    [InlineData("built in", "/upload", "/upload/updatestatus")]
    [InlineData("curl", "/upload", "/upload/updatestatus")]
    [InlineData("built in", "/upload/?key=1", "/upload/updatestatus?key=1")]
    [InlineData("built in", "", "/updatestatus")]
    [InlineData("built in", "/a%20b", "/a%20b/updatestatus")]
    public async Task An_update_goes_a_step_below_the_endpoint(string transport, string endpoint, string path)
    {
        await using var server = await RecordingServer.Start();

        var told = await Direct.Call(
            [Repository.Binary], ["post_update_to_api", "failed", "137"], Direct.Transport(transport),
            ("API_FUNC_URL", server.Url + endpoint));

        var request = Assert.Single(server.Requests);
        Assert.Equal((path, told.Payload), (request.Path, request.Text));
        Assert.Equal($"{RecordingServer.DefaultAnswer}201", told.Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Of_a_large_body_the_script_gets_the_first_64_KiB(string transport)
    {
        var body = string.Concat(Enumerable.Range(0, 40_000).Select(number => $"{number:x8}\n"));
        await using var server = await RecordingServer.Start(answer: (_, context) => context.Response.WriteAsync(body));

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal($"{body[..LargestBody]}200", told.Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_body_of_64_KiB_is_whole(string transport)
    {
        var body = new string('x', LargestBody);
        await using var server = RawServer.Say($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal($"{body}200", told.Response);
    }

    [Theory]
    [InlineData("built in")]
    [InlineData("curl")]
    public async Task Bytes_that_are_not_UTF_8_reach_the_script_as_they_came(string transport)
    {
        await using var server = RawServer.Say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\xff\xc3\x28\x80\x27");

        var outcome = await Shell.RunWithShim(
            "dash", Report.Variables + "post_to_api; printf %s \"$RESPONSE\" | od -An -tx1",
            ("API_FUNC_URL", $"{server.Url}/upload"), Direct.Transport(transport));

        Assert.Equal(new Outcome(0, " ff c3 28 80 27 32 30 30\n", ""), outcome);
    }
}

// Redirects: a report stays a POST, goes where it is sent to, and never from https to http.

using System.Text;
using EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Http;

public sealed class RedirectSpecs
{
    private const string Delivered = RecordingServer.DefaultAnswer + "201";

    public static TheoryData<string> Transports => [.. Direct.Transports];

    public static TheoryData<string, int> PostIsKept => Direct.EachTransportWith(301, 302, 307, 308);

    public static TheoryData<string, int> NoRedirects => Direct.EachTransportWith(200, 300, 304, 305, 306, 400);

    public static TheoryData<string, string> Locations => Direct.EachTransportWith(
        "/other?q=1", "other?q=1", "./other?q=1", "a/../other?q=1", "//127.0.0.1:{port}/other?q=1", "http://127.0.0.1:{port}/other?q=1",
        "HTTP://127.0.0.1:{port}/other?q=1#fragment");

    public static TheoryData<string, string> UnusableLocations => Direct.EachTransportWith(
        "ftp://127.0.0.1:{port}/other", "file:///etc/passwd", "gopher://127.0.0.1:{port}/_", "mailto:someone@example.test", "http://",
        "http://:80", "https://[::1", "http://127.0.0.1:99999/", "");

    [Theory, MemberData(nameof(PostIsKept))]
    public async Task The_report_is_posted_again_to_where_the_server_points(string transport, int status)
    {
        await using var target = await RecordingServer.Start();
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(status, $"{target.Url}/other?q=1"));

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal(Delivered, told.Response);
        Assert.Single(server.Requests);
        var request = Assert.Single(target.Requests);
        Assert.Equal(("POST", "/other?q=1", told.Payload), (request.Method, request.Path, request.Text));
        Assert.Equal("application/json", request.Headers.ContentType);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task See_other_turns_into_a_get_and_stays_one(string transport)
    {
        await using var server = await Routes(("/upload", 303, "/second"), ("/second", 307, "/third"));

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal(Delivered, told.Response);
        Assert.Equal(["POST /upload", "GET /second", "GET /third"], server.Requests.Select(request => $"{request.Method} {request.Path}"));
        Assert.All(
            server.Requests.Skip(1), request => Assert.Equal(("", false), (request.Text, request.Headers.ContainsKey("Content-Type"))));
    }

    [Theory, MemberData(nameof(Locations))]
    public async Task A_location_may_be_relative_to_the_address_that_named_it(string transport, string location)
    {
        await using var server = await Routes(("/dir/upload", 307, location));

        var told = await Direct.PostToApi(transport, $"{server.Url}/dir/upload");

        Assert.Equal(Delivered, told.Response);
        Assert.Equal(told.Payload, server.Requests[1].Text);
        Assert.EndsWith("/other?q=1", server.Requests[1].Path, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(UnusableLocations))]
    public async Task A_location_that_is_no_http_address_is_not_followed(string transport, string location)
    {
        await using var server = await Routes(("/upload", 302, location));

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal("302", told.Response);
        Assert.Single(server.Requests);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_redirect_without_a_location_is_the_response(string transport)
    {
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(307));

        Assert.Equal("307", (await Direct.PostToApi(transport, $"{server.Url}/upload")).Response);
    }

    [Theory, MemberData(nameof(NoRedirects))]
    public async Task A_status_that_is_no_redirect_is_not_followed(string transport, int status)
    {
        await using var server = await Routes(("/upload", status, "/other"));

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal($"{status}", told.Response);
        Assert.Single(server.Requests);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Ten_redirects_are_followed(string transport)
    {
        await using var server = await Routes([.. Enumerable.Range(0, 10).Select(step => ($"/{step}", 302, $"/{step + 1}"))]);

        var told = await Direct.PostToApi(transport, $"{server.Url}/0");

        Assert.Equal(Delivered, told.Response);
        Assert.Equal(11, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal(("POST", told.Payload), (request.Method, request.Text)));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_loop_ends_with_the_response_after_the_tenth_redirect(string transport)
    {
        await using var server = await RecordingServer.Start(answer: (_, context) =>
        {
            context.Response.StatusCode = 308;
            context.Response.Headers.Location = "/upload";
            return context.Response.WriteAsync("round and round");
        });

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal("round and round308", told.Response);
        Assert.Equal(11, server.Requests.Count);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_redirect_from_https_to_http_is_not_followed(string transport)
    {
        using var authority = new CertificateAuthority();
        using var directory = new TemporaryDirectory();
        await using var plain = await RecordingServer.Start();
        await using var server = await RecordingServer.Start(authority.Issue(), RecordingServer.Status(307, $"{plain.Url}/other"));

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload", ("SSL_CERT_FILE", directory.Write("ca.pem", authority.Pem)));

        Assert.Equal("307", told.Response);
        Assert.Empty(plain.Requests);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_redirect_from_http_to_https_is_followed_and_checked(string transport)
    {
        using var authority = new CertificateAuthority();
        using var stranger = new CertificateAuthority();
        using var directory = new TemporaryDirectory();
        await using var secure = await RecordingServer.Start(authority.Issue());
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(301, $"{secure.Url}/other"));

        var trusted = await Direct.PostToApi(
            transport, $"{server.Url}/upload", ("SSL_CERT_FILE", directory.Write("ca.pem", authority.Pem)));
        var unknown = await Direct.PostToApi(
            transport, $"{server.Url}/upload", ("SSL_CERT_FILE", directory.Write("other.pem", stranger.Pem)));

        Assert.Equal((Delivered, "000"), (trusted.Response, unknown.Response));
        Assert.Equal(trusted.Payload, Assert.Single(secure.Requests).Text);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Credentials_in_the_address_are_not_sent_to_another_one(string transport)
    {
        await using var target = await RecordingServer.Start();
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(307, $"{target.Url}/other"));

        await Direct.PostToApi(transport, $"http://user:secret@127.0.0.1:{server.Port}/upload");

        Assert.Contains("Authorization", Assert.Single(server.Requests).Headers.Keys);
        Assert.DoesNotContain("Authorization", Assert.Single(target.Requests).Headers.Keys);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Credentials_stay_with_an_absolute_address_of_the_same_server(string transport)
    {
        await using var server = await Routes(
            ("/upload", 307, "http://127.0.0.1:{port}/second"), ("/second", 308, "HTTP://127.0.0.1:{port}/third"));

        var told = await Direct.PostToApi(transport, $"http://user:p%40ss@127.0.0.1:{server.Port}/upload");

        Assert.Equal(Delivered, told.Response);
        Assert.Equal(3, server.Requests.Count);
        var basic = $"Basic {Convert.ToBase64String("user:p@ss"u8)}";
        Assert.All(server.Requests, request => Assert.Equal(basic, request.Headers.Authorization));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Credentials_come_back_to_their_server_by_way_of_another_one(string transport)
    {
        var back = "";
        await using var other = await RecordingServer.Start(
            answer: (request, context) => RecordingServer.Status(307, back)(request, context));
        await using var server = await Routes(("/upload", 307, $"{other.Url}/away"));
        back = $"{server.Url}/back";

        await Direct.PostToApi(transport, $"http://user:secret@127.0.0.1:{server.Port}/upload");

        Assert.DoesNotContain("Authorization", Assert.Single(other.Requests).Headers.Keys);
        Assert.Equal(["/upload", "/back"], server.Requests.Select(request => request.Path));
        Assert.All(server.Requests, request => Assert.Contains("Authorization", request.Headers.Keys));
    }

    // curl does not say where such a redirect leads to.
    [Fact]
    public async Task A_redirect_counts_even_if_its_body_is_cut_short()
    {
        await using var target = await RecordingServer.Start();
        await using var server = RawServer.Say(
            $"HTTP/1.1 302 Found\r\nLocation: {target.Url}/other\r\nContent-Length: 100\r\n\r\nhalf");

        var told = await Direct.PostToApi("built in", $"{server.Url}/upload");

        Assert.Equal(Delivered, told.Response);
        Assert.Equal(told.Payload, Assert.Single(target.Requests).Text);
    }

    [Fact]
    public async Task A_redirect_is_followed_without_waiting_for_its_body()
    {
        await using var target = await RecordingServer.Start();
        await using var server = RawServer.Start(async (socket, token) =>
        {
            var answer = $"HTTP/1.1 307 Temporary Redirect\r\nLocation: {target.Url}/other\r\nContent-Length: 100\r\n\r\nMoved";
            await socket.SendAsync(Encoding.ASCII.GetBytes(answer), token);
            await Task.Delay(Timeout.Infinite, token);
        });

        var told = await Direct.PostToApi("built in", $"{server.Url}/upload");

        Assert.Equal(Delivered, told.Response);
        Assert.Equal(told.Payload, Assert.Single(target.Requests).Text);
    }

    /// <summary>
    /// A server that answers some paths with a status and a location, in which {port} is its own, and accepts all others.
    /// </summary>
    private static Task<RecordingServer> Routes(params (string Path, int Status, string Location)[] routes) =>
        RecordingServer.Start(answer: (request, context) =>
        {
            if (routes.FirstOrDefault(route => route.Path == request.Path) is not { Path: not null } route)
                return RecordingServer.Created(request, context);

            var location = route.Location.Replace("{port}", $"{context.Connection.LocalPort}", StringComparison.Ordinal);
            return RecordingServer.Status(route.Status, location)(request, context);
        });
}

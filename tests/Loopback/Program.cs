// The server of the benchmark: accepts every report, over http and https, until it is ended.
// Usage: Loopback DIRECTORY, where it leaves its addresses (http.url, https.url) and the CA's certificate (ca.pem).

using Loopback;

if (args is not [var directory])
{
    Console.Error.WriteLine("usage: Loopback DIRECTORY");
    return 64;
}

using var authority = new CertificateAuthority();
await using var http = await RecordingServer.Start();
await using var https = await RecordingServer.Start(authority.Issue());
File.WriteAllText(Path.Combine(directory, "ca.pem"), authority.Pem);
File.WriteAllText(Path.Combine(directory, "http.url"), http.Url);
File.WriteAllText(Path.Combine(directory, "https.url"), https.Url);
await Task.Delay(Timeout.Infinite);
return 0;

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RsdtrEdge.Integration.Tests.Samples.Otlp;

/// <summary>A collector's OTLP/HTTP receiver, as far as metrics in protobuf need it: it takes every request and keeps its body.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<OtlpExport> _exports = [];
    private readonly Task _work;

    /// <summary>Listens from now on.</summary>
    public OtlpReceiver()
    {
        _listener.Start();
        _work = AcceptAsync();
    }

    /// <summary>What a program takes as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public string Endpoint => $"http://{_listener.LocalEndpoint}";

    /// <summary>What arrived so far.</summary>
    public IReadOnlyList<OtlpExport> Exports => [.. _exports];

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _work.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                while (await ReadHeadAsync(stream) is { } head)
                {
                    byte[] body = await ReadBodyAsync(stream, head);
                    _exports.Enqueue(new OtlpExport(head[0].Split(' ')[1], OtlpMetrics.Parse(body)));
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // The program has ended, or the test.
            }
        }
    }

    // The request line and the headers; null at the end of the connection.
    private async Task<string[]?> ReadHeadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        while (await ReadLineAsync(stream) is { } line)
        {
            if (line.Length == 0)
            {
                return head.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }

            head.Append(line).Append('\n');
        }

        return null;
    }

    private async Task<byte[]> ReadBodyAsync(NetworkStream stream, string[] head)
    {
        string? length = head.FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        if (length is not null)
        {
            return await ReadBytesAsync(stream, int.Parse(length["Content-Length:".Length..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture));
        }

        List<byte> body = [];
        while (int.Parse(await ReadLineAsync(stream) ?? "0", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is > 0 and int chunk)
        {
            body.AddRange(await ReadBytesAsync(stream, chunk));
            _ = await ReadLineAsync(stream);
        }

        _ = await ReadLineAsync(stream);
        return [.. body];
    }

    private async Task<byte[]> ReadBytesAsync(NetworkStream stream, int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }

    private async Task<string?> ReadLineAsync(NetworkStream stream)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}

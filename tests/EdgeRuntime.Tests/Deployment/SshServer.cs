using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RsdtrEdge.Runtime.Tests.DataSets;

namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>An SSH server of the test's own on a free port of the loopback, as the user that runs the tests, with keys that are made for it.</summary>
internal sealed class SshServer : IDisposable
{
    /// <summary>The server: it starts itself again, so that it wants a full path.</summary>
    public const string Program = "/usr/sbin/sshd";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _server;

    public SshServer()
    {
        MakeKey("host");
        MakeKey("user");
        File.Copy(_folder.File("user.pub"), _folder.File("authorized"));
        Port = FreePort();
        File.WriteAllText(_folder.File("known"), string.Create(CultureInfo.InvariantCulture, $"[127.0.0.1]:{Port} {File.ReadAllText(_folder.File("host.pub"))}"));
        File.WriteAllText(_folder.File("none"), "");
        // The folder for temporary files can be written by everyone, which the server minds unless it is told not to.
        File.WriteAllText(_folder.File("config"), string.Create(CultureInfo.InvariantCulture, $"""
            Port {Port}
            ListenAddress 127.0.0.1
            HostKey {_folder.File("host")}
            AuthorizedKeysFile {_folder.File("authorized")}
            PidFile none
            StrictModes no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            UsePAM no

            """));
        if (Environment.UserName == "root")
        {
            // Where a part of the server without rights is at home; a package's service makes it.
            _ = Directory.CreateDirectory("/run/sshd");
        }

        _server = Process.Start(new ProcessStartInfo(Program, ["-D", "-e", "-f", _folder.File("config")]) { RedirectStandardError = true })!;
        // The first line says that it listens, or why it does not. What it says later is read, too, so that it never waits for a reader.
        FirstLine = _server.StandardError.ReadLine() ?? "";
        _ = _server.StandardError.ReadToEndAsync();
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>What the server said first.</summary>
    public string FirstLine { get; }

    /// <summary>A folder of the test's own.</summary>
    public TemporaryFolder Folder => _folder;

    /// <summary>How to reach it.</summary>
    /// <param name="knowsHost">Whether the host's key is among the known ones.</param>
    public string[] Arguments(bool knowsHost = true) =>
    [
        "--host", $"{Environment.UserName}@127.0.0.1", "--port", Port.ToString(CultureInfo.InvariantCulture), "--identity", _folder.File("user"),
        "--ssh-option", $"UserKnownHostsFile={_folder.File(knowsHost ? "known" : "none")}", "--ssh-option", "StrictHostKeyChecking=yes", "--ssh-option", "IdentitiesOnly=yes",
    ];

    public void Dispose()
    {
        _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
        _server.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void MakeKey(string name)
    {
        using Process process = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", _folder.File(name)]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

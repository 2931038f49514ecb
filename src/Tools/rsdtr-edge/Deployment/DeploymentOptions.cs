namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>What to deploy, where to, and how to judge it there.</summary>
internal sealed record DeploymentOptions
{
    /// <summary>The board, as ssh takes it: <c>user@host</c>, a host, or a name of the user's ssh configuration.</summary>
    public required string Host { get; init; }

    /// <summary>The port; null: ssh's choice.</summary>
    public int? Port { get; init; }

    /// <summary>The file of a private key; null: ssh's choice.</summary>
    public string? Identity { get; init; }

    /// <summary>Options of ssh, such as <c>ProxyJump=gateway</c>; they come before those that are set here.</summary>
    public IReadOnlyList<string> SshOptions { get; init; } = [];

    /// <summary>A project to publish for the board; null where <see cref="Folder"/> is given.</summary>
    public string? Project { get; init; }

    /// <summary>A published folder; null where <see cref="Project"/> is given.</summary>
    public string? Folder { get; init; }

    /// <summary>The folder on the board, absolute or below the user's home; null: the name of what is deployed.</summary>
    public string? Target { get; init; }

    /// <summary>How many releases stay on the board, the current one included.</summary>
    public int Keep { get; init; } = 3;

    /// <summary>The dotnet program on the board; null: where it usually is.</summary>
    public string? DotNet { get; init; }

    /// <summary>Whether the network is measured on the board.</summary>
    public bool Measures { get; init; } = true;

    /// <summary>The network to measure, relative to what is deployed; null: the only one.</summary>
    public string? Model { get; init; }

    /// <summary>A budget's name or file, whose latency the network must meet on the board; null for none.</summary>
    public string? Budget { get; init; }

    /// <summary>Options of <c>rsdtr-edge bench</c> on the board.</summary>
    public IReadOnlyList<string> BenchOptions { get; init; } = [];

    /// <summary>Where to write the report of the measurement; null: nowhere.</summary>
    public string? Json { get; init; }

    /// <summary>A command for the board's shell that makes the application take up the release; null for none.</summary>
    public string? Restart { get; init; }
}

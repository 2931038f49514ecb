using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Edge.Deployment;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary><c>rsdtr-edge deploy</c>: brings an application to a board, on the machine where it is built.</summary>
internal static class DeployCommand
{
    public static Command Create()
    {
        Option<string> host = new("--host") { Description = "The board, as ssh takes it.", HelpName = "USER@HOST", Required = true };
        Option<string?> project = new("--project") { Description = "The project to publish for the board: a file or its folder.", HelpName = "PATH" };
        Option<string?> from = new("--from") { Description = "In place of a project: a folder that was published for the board.", HelpName = "FOLDER" };
        Option<string?> to = new("--to") { Description = "The folder on the board, absolute or below the user's home; default: the name of what is deployed.", HelpName = "FOLDER" };
        Option<int?> keep = NumberOption.Create("--keep", "N", 1, "How many releases stay on the board; default 3.");
        Option<string?> restart = new("--restart") { Description = "A command that makes the application on the board take up the release, such as 'sudo systemctl restart NAME'.", HelpName = "COMMAND" };
        Option<string?> model = new("--model") { Description = "The network to measure there, relative to what is deployed; default: the only .onnx file.", HelpName = "PATH" };
        Option<bool> noBench = new("--no-bench") { Description = "Measures nothing." };
        Option<string?> budget = new("--budget") { Description = "A budget whose limits.latencyMs the network must meet there: a name or a file.", HelpName = "NAME|FILE" };
        Option<int?> threads = ModelArguments.Threads(hasBudget: true);
        Option<double?> seconds = NumberOption.Create("--seconds", "S", 0.0, "The least time of the runs that count.", below: 86401);
        Option<ImmutableArray<long>> inputShape = ModelArguments.InputShape();
        Option<string?> json = new("--json") { Description = "Also writes the board's report as JSON, here.", HelpName = "FILE" };
        Option<string?> dotnet = new("--dotnet") { Description = "The dotnet program on the board; default: where it usually is.", HelpName = "PATH" };
        Option<int?> port = NumberOption.Create("--port", "N", 1, "The port of the board's SSH server.", below: 65536);
        Option<string?> identity = new("--identity") { Description = "The file of a private key.", HelpName = "FILE" };
        Option<string[]> sshOption = new("--ssh-option") { Description = "An option of ssh, such as ProxyJump=gateway; as often as needed.", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };

        Command command = new("deploy", "Brings an application to a board: publishes, copies, compares hashes, switches, measures there, and takes back what fails.")
        {
            host, project, from, to, keep, restart, model, noBench, budget, threads, seconds, inputShape, json, dotnet, port, identity, sshOption,
        };
        // ssh would take such a host for an option, and so would what runs on the board such a folder.
        host.Validators.Add(result => RefuseOption(result, "--host"));
        to.Validators.Add(result => RefuseOption(result, "--to"));
        command.Validators.Add(result =>
        {
            if (result.GetResult(project) is null == (result.GetResult(from) is null))
            {
                result.AddError("give either --project or --from");
            }

            string[] ofBench = [.. new Option[] { model, budget, threads, seconds, inputShape, json }.Where(option => OptionNeeds.IsGiven(result, option)).Select(option => option.Name)];
            if (result.GetValue(noBench) && ofBench.Length > 0)
            {
                result.AddError($"--no-bench measures nothing: leave it out, or {string.Join(", ", ofBench)}");
            }
        });
        command.SetAction((arguments, cancellation) =>
        {
            List<string> bench = [];
            if (arguments.GetValue(threads) is { } count)
            {
                bench.AddRange(["--threads", count.ToString(CultureInfo.InvariantCulture)]);
            }

            if (arguments.GetValue(seconds) is { } time)
            {
                bench.AddRange(["--seconds", time.ToString(CultureInfo.InvariantCulture)]);
            }

            if (arguments.GetValue(inputShape) is { IsDefaultOrEmpty: false } shape)
            {
                bench.AddRange(["--input-shape", string.Join(',', shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))]);
            }

            new Deployer(
                new DeploymentOptions
                {
                    Host = arguments.GetRequiredValue(host),
                    Port = arguments.GetValue(port),
                    Identity = arguments.GetValue(identity),
                    SshOptions = arguments.GetValue(sshOption) ?? [],
                    Project = arguments.GetValue(project),
                    Folder = arguments.GetValue(from),
                    Target = BelowHome(arguments.GetValue(to)),
                    Keep = arguments.GetValue(keep) ?? 3,
                    DotNet = arguments.GetValue(dotnet),
                    Measures = !arguments.GetValue(noBench),
                    Model = arguments.GetValue(model),
                    Budget = arguments.GetValue(budget),
                    BenchOptions = bench,
                    Json = arguments.GetValue(json),
                    Restart = arguments.GetValue(restart),
                },
                Console.Out,
                Console.Error).Run(cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    // Connections begin in the home folder; no shell there sees the name.
    private static string? BelowHome(string? folder) => folder switch
    {
        "~" => ".",
        ['~', '/', .. var below] => below.TrimStart('/') is { Length: > 0 } name ? name : ".",
        _ => folder,
    };

    private static void RefuseOption(OptionResult result, string name)
    {
        if (result.Tokens is [{ Value: ['-', ..] value }])
        {
            result.AddError($"{name} takes no '{value}', which begins with a dash");
        }
    }
}

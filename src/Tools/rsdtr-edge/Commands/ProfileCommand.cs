using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Edge.Output;
using RsdtrEdge.Tools.Edge.Supervision;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary><c>rsdtr-edge profile</c>: what convolutions take on this machine, for tools that weigh networks by time.</summary>
internal static class ProfileCommand
{
    private const string DefaultOutput = "host.profile.json";

    private static readonly DiagnosticDescriptor[] s_refusals = [ModelDiagnostics.NotAModel, ModelDiagnostics.RejectedByRuntime, RuntimeDiagnostics.RuntimeFailure];

    public static Command Create()
    {
        Option<string?> output = new("--output", "-o")
        {
            Description = $"The profile; default: {DefaultOutput}. What is settled in it is kept, so that a run that was stopped or short goes on.",
            HelpName = "FILE",
        };
        Option<string?> shapes = new("--shapes") { Description = "The stages to time, from rsdtr profile-for; default: those that networks have in general.", HelpName = "FILE" };
        Option<ImmutableArray<int>> threads = new("--threads")
        {
            Description = "Threads of an operator; may be given several times. Default: 1, and one a processor.",
            HelpName = "N",
            Arity = ArgumentArity.ZeroOrMore,
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
            CustomParser = ParseThreads,
        };
        Option<double?> seconds = NumberOption.Create(
            "--seconds", "S", 1.0, $"About how long to measure; default {ProfileOptions.UsualTime.TotalSeconds}. Each stage is timed at least once.", below: 86401);
        Option<string?> provider = ModelArguments.Provider();
        Command command = new("profile", "Times convolutions on this board: the device profile.") { output, shapes, threads, provider, seconds };
        command.SetAction((arguments, cancellation) =>
        {
            string? file = arguments.GetValue(shapes);
            StageList? list = file is null ? null : StageShapesFile.Read(file);
            ProfileOptions options = new() { PredictionError = CrossValidation.Of };
            options = options with
            {
                Shapes = list?.Shapes ?? options.Shapes,
                Networks = list?.Network is { } network ? [network] : [],
                Threads = arguments.GetValue(threads) is { IsDefaultOrEmpty: false } given ? given : options.Threads,
                Providers = ModelArguments.Providers(arguments.GetValue(provider)),
                Time = arguments.GetValue(seconds) is { } value ? TimeSpan.FromSeconds(value) : options.Time,
            };
            string target = arguments.GetValue(output) ?? DefaultOutput;
            return Task.FromResult(Supervisor.Do(target, stop => Run(target, file, options, stop), cancellation));
        });
        return command;
    }

    private static void Run(string output, string? list, ProfileOptions options, CancellationToken cancellation)
    {
        ProfileResult result;
        using (ProgressLine progress = new())
        {
            try
            {
                result = ProfileRun.Measure(output, options with { Progress = progress }, cancellation);
            }
            catch (OperationCanceledException)
            {
                throw new RsdtrException(
                    ToolDiagnostics.Cancelled, "cancelled; the profile holds what was timed so far, and the same command goes on with the rest.", output);
            }
            catch (RsdtrException exception) when (list is not null && s_refusals.Contains(exception.Diagnostic.Descriptor))
            {
                // What ONNX Runtime refuses came from there.
                throw exception.WithFile(list);
            }
        }

        ProfileText.Write(result, output, Console.Out);
        WarningText.Write(result.Warnings, Console.Error);
    }

    private static ImmutableArray<int> ParseThreads(ArgumentResult result)
    {
        ImmutableArray<int>.Builder numbers = ImmutableArray.CreateBuilder<int>();
        foreach (Token token in result.Tokens)
        {
            if (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 1024)
            {
                result.AddError($"--threads takes a whole number from 1 to 1024, not '{token.Value}'");
                return [];
            }

            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }
}

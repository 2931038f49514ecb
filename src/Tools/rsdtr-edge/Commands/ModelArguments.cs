using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tools.Common;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary>Arguments and options that several commands take.</summary>
internal static class ModelArguments
{
    public static Option<int?> Threads(bool hasBudget = false) =>
        NumberOption.Create("--threads", "N", 1, $"Threads of an operator; default: {(hasBudget ? "those of the budget's latencyMs with --budget, otherwise " : "")}as ONNX Runtime chooses, one a physical core.", below: 1025);

    public static Option<ImmutableArray<long>> InputShape() => new("--input-shape")
    {
        Description = "The input's shape, such as 1,3,240,320, where the model leaves more open than the batch size.",
        HelpName = "N,C,H,W",
        DefaultValueFactory = _ => [],
        CustomParser = ParseShape,
    };

    public static Option<string?> Provider() => new("--provider")
    {
        Description = "The execution provider to use, such as XNNPACK, ACL, CUDA or TensorRT; where the library lacks it, ONNX Runtime's own processor code runs, with a warning.",
        HelpName = "NAME",
    };

    /// <summary>The execution providers of an option's value.</summary>
    public static ImmutableArray<ExecutionProvider> Providers(string? name) => name is null ? [] : [new ExecutionProvider(name)];

    private static ImmutableArray<long> ParseShape(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        ImmutableArray<long>.Builder sizes = ImmutableArray.CreateBuilder<long>();
        foreach (string part in text.Split(','))
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long size) || size < 1)
            {
                result.AddError($"--input-shape takes sizes of 1 or more with commas between, not '{text}'");
                return [];
            }

            sizes.Add(size);
        }

        return sizes.ToImmutable();
    }
}

using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary>Arguments and options that several commands take.</summary>
internal static class ModelArguments
{
    public static Argument<string> Model()
    {
        Argument<string> model = new("MODEL") { Description = "The ONNX file." };
        model.Validators.Add(result =>
        {
            // The parser takes an option that it does not know for the file.
            if (result.Tokens is [var token] && token.Value.StartsWith('-') && !File.Exists(token.Value))
            {
                result.AddError($"'{token.Value}' is no option here");
            }
        });
        return model;
    }

    public static Option<int?> Threads() =>
        Number<int>("--threads", "N", 1, "Threads of an operator; default: as ONNX Runtime chooses, one a physical core.");

    public static Option<ImmutableArray<long>> InputShape() => new("--input-shape")
    {
        Description = "The input's shape, such as 1,3,240,320, where the model leaves more open than the batch size.",
        HelpName = "N,C,H,W",
        DefaultValueFactory = _ => [],
        CustomParser = ParseShape,
    };

    /// <summary>An option that takes a number of a least size, and is null where it is not given.</summary>
    public static Option<T?> Number<T>(string name, string helpName, T least, string description)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value) && value >= least)
                {
                    return value;
                }

                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a {(typeof(T) == typeof(int) ? "whole number" : "number")} of {least} or more, not '{text}'"));
                return null;
            },
        };

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

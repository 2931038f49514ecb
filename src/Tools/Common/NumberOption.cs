using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace RsdtrEdge.Tools.Common;

/// <summary>Options that take a number.</summary>
internal static class NumberOption
{
    /// <summary>An option that takes a number of a least size, and is null where it is not given.</summary>
    public static Option<T?> Create<T>(string name, string helpName, T least, string description)
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
}

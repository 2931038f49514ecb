using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace RsdtrEdge.Tools.Common;

/// <summary>Options that take a number.</summary>
internal static class NumberOption
{
    /// <summary>An option that takes a number, and is null where it is not given.</summary>
    /// <param name="name">The option.</param>
    /// <param name="helpName">What stands for the number in the help.</param>
    /// <param name="least">The least number that it takes.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="below">What the number must be below; null for no bound.</param>
    public static Option<T?> Create<T>(string name, string helpName, T least, string description, T? below = null)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value)
                    && T.IsFinite(value) && value >= least && !(value >= below))
                {
                    return value;
                }

                bool isTooLarge = typeof(T) == typeof(int) && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger whole) && whole > int.MaxValue;
                string most = below is not null ? $" and below {below}" : isTooLarge ? $" and at most {int.MaxValue}" : "";
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a {(typeof(T) == typeof(int) ? "whole number" : "number")} of {least} or more{most}, not '{text}'"));
                return null;
            },
        };
}

using System.IO.Hashing;
using System.Text;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Locks;

/// <summary>What the figures of a lock file's entry follow from, each as an XxHash128 of 32 hexadecimal digits that is the same on every machine.</summary>
/// <param name="Model">The source model, external data included.</param>
/// <param name="Budget">The budget file and the profile that counts, whatever ends their lines.</param>
/// <param name="Options">The item's other metadata, and the number and size of its images.</param>
public sealed record LockedInputs(string Model, string Budget, string Options)
{
    /// <summary>The hashes of a build's inputs.</summary>
    /// <param name="model">The source model's hash, as its report tells it.</param>
    /// <param name="budgetFiles">The budget file and the profile that counts; empty where there is neither.</param>
    /// <param name="options">The options that bear on the result.</param>
    /// <exception cref="RsdtrException">A budget file cannot be read (RSDTR2001).</exception>
    public static LockedInputs Of(string? model, IEnumerable<string> budgetFiles, string options)
    {
        ArgumentNullException.ThrowIfNull(budgetFiles);
        return new LockedInputs(model ?? Hash([]), Hash([.. budgetFiles.SelectMany(ReadText)]), Hash(Encoding.UTF8.GetBytes(options)));
    }

    /// <summary>The inputs that differ, as a sentence names them; empty where all are the same.</summary>
    /// <param name="other">The inputs of the same network in another build.</param>
    public IReadOnlyList<string> Differences(LockedInputs other)
    {
        ArgumentNullException.ThrowIfNull(other);
        List<string> found = [];
        if (Model != other.Model)
        {
            found.Add("the network");
        }

        if (Budget != other.Budget)
        {
            found.Add("the budget or its times");
        }

        if (Options != other.Options)
        {
            found.Add("an option or the images");
        }

        return found;
    }

    // Git may have changed the ends of the lines, which no budget depends on.
    private static IEnumerable<byte> ReadText(string file)
    {
        try
        {
            return File.ReadAllBytes(file).Where(one => one != (byte)'\r');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(BudgetDiagnostics.UnknownBudget, $"the budget or profile cannot be read: {exception.Message}", file, innerException: exception);
        }
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(XxHash128.Hash(content));
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace RsdtrEdge.Runtime.Board;

/// <summary>
/// Reads the power mode of a Jetson: its number from the file that nvpmodel keeps, its name from nvpmodel's configuration. The command itself may need
/// rights that a measurement has not.
/// </summary>
internal sealed partial class PowerModeReader(KernelFiles files)
{
    /// <summary>The mode, such as <c>MAXN</c> or <c>5W</c>; <c>mode 3</c> where only the number is known; null on other boards.</summary>
    public string? Read()
    {
        Match status = StatusPattern().Match(files.ReadText("var/lib/nvpmodel/status") ?? "");
        if (!status.Success)
        {
            return null;
        }

        int mode = int.Parse(status.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        foreach (Match model in ModelPattern().Matches(files.ReadText("etc/nvpmodel.conf") ?? ""))
        {
            if (int.TryParse(model.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id == mode)
            {
                return model.Groups[2].Value;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"mode {mode}");
    }

    [GeneratedRegex(@"pmode:(\d{1,6})")]
    private static partial Regex StatusPattern();

    [GeneratedRegex(@"^\s*<\s*POWER_MODEL\s+ID=(\d+)\s+NAME=(\S+)\s*>", RegexOptions.Multiline)]
    private static partial Regex ModelPattern();
}

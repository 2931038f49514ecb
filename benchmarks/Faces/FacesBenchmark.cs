using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Detection;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Faces;

/// <summary>What compression leaves of a face detector, in faces: the error of the outputs does not tell, because nearly all places are background.</summary>
internal static class FacesBenchmark
{
    /// <summary>How the command is used.</summary>
    public const string Usage = "faces --shared DIR [--markdown FILE]";

    private const string Page = "--markdown";

    private static readonly MarkdownSection s_section = new("faces");

    // What the network's own program takes: (value - 127) / 128, stretched.
    private static readonly ImagePreprocessing s_preprocessing = new() { Mean = [127f / 255], Std = [128f / 255] };

    // The limit on FLOPs in percent, and the photographs that steer.
    private static readonly (int Flops, int Images)[] s_rows = [(90, 48), (80, 48), (70, 48), (70, 200), (70, 0)];

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the table goes.</param>
    /// <param name="error">Where complaints go.</param>
    /// <returns>0, 1 where a compression fails, or 2 where the command line cannot be understood.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter error)
    {
        if (CommandLine.Read(() => CommandLine.ReadPairs(args, ["--shared", Page]), values => values.GetValueOrDefault(Page), Usage, error, s_section) is not { } values
            || CommandLine.Read(() => CommandLine.ReadShared(values), _ => null, Usage, error) is not { } shared)
        {
            return 2;
        }

        string? page = values.GetValueOrDefault(Page);
        string model = Path.Combine(shared, "models", "ultraface-rfb-320.onnx");
        string photographs = Path.Combine(shared, "data", "photos.tar.gz");
        DataSet images = DataSource.Open(photographs, new DataSourceOptions { Preprocessing = s_preprocessing }).Load(3, 240, 320);
        DetectedBox[][] original = FaceFinder.Run(model, images);
        int faces = original.Sum(found => found.Length);
        string conditions = string.Create(
            CultureInfo.InvariantCulture,
            $"ONNX Runtime {OnnxRuntime.Current.Version}; the original finds {faces} faces on {images.Count} photographs, those that steer among them; score above {FaceFinder.Threshold}, the same face above an overlap of {FaceFinder.SameFace}");
        writer.WriteLine(conditions);
        ReportTable table = new(("FLOPs left %", 12), ("parameters left %", 17), ("photographs that steer", 22), ("found again", 11), ("found beside them", 17));
        using (ThrownAwayFolder folder = new("rsdtr-faces-"))
        {
            foreach ((int flops, int count) in s_rows)
            {
                (string network, string report) = (Path.Combine(folder.FullName, "network.onnx"), Path.Combine(folder.FullName, "report.json"));
                string[] steering = count == 0 ? [] : ["--calibration", photographs, "--images", Number(count), "--mean", Text(s_preprocessing.Mean[0]), "--std", Text(s_preprocessing.Std[0])];
                ToolRun tool = ToolRun.Start(["compress", model, "--max-flops", $"{flops}%", .. steering, "-o", network, "--report", report]);
                if (tool.ExitCode != 0)
                {
                    error.WriteLine(tool.ErrorLine ?? $"rsdtr ended with {tool.ExitCode}");
                    return 1;
                }

                DetectedBox[][] compressed = FaceFinder.Run(network, images);
                (double? parameters, double? left) = ToolRun.ReadShares(report);
                table.Add(
                    [
                        ReportTable.Figure(100 * left, 1), ReportTable.Figure(100 * parameters, 1), Number(count), Number(FaceFinder.CountAgain(original, compressed)),
                        Number(compressed.Sum(found => found.Length) - FaceFinder.CountAgain(compressed, original)),
                    ],
                    writer);
            }
        }

        if (page is not null)
        {
            s_section.Replace(page, $"`dotnet run -c Release --project benchmarks -- faces --shared ../shared`: {conditions}.\n\n{string.Join('\n', table.ToMarkdown())}");
        }

        return 0;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(float number) => number.ToString(CultureInfo.InvariantCulture);
}

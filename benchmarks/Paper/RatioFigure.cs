using RsdtrEdge.Benchmarks.Plots;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>What rings store against the rank, for each size of kernel that ResNet-32 has.</summary>
internal static class RatioFigure
{
    private const string Picture = "paper-ratio.svg";
    private const int MostRank = 30;

    // Lines end here: what matters is where they cross 100.
    private const double MostPercent = 150;

    // The ranks of the table.
    private static readonly int[] s_ranks = [4, 8, 16, MostRank];

    private static readonly string[] s_modes = ["output channels", "input channels", "rows", "columns"];
    private static readonly string[] s_colours = ["#000000", "#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#009e73"];

    /// <summary>Makes the figure.</summary>
    /// <param name="writer">Where the table goes, too.</param>
    public static PaperFigure Make(TextWriter writer)
    {
        ReportTable table = new([("layers", -20), ("count", 5), ("kernel", -10), ("first mode", -16), .. s_ranks.Select(rank => ($"rank {rank}", 7)), ("most rank below 100 %", 21)]);
        foreach (LayerType layer in LayerType.OfResNet32)
        {
            Add("equal ranks", rank => RingRatio.Equal(layer.Kernel, rank));
            for (int mode = 0; mode < KernelShape.Modes; mode++)
            {
                int shift = mode;
                Add(s_modes[shift], rank => RingRatio.Decomposed(layer.Kernel, shift, rank));
            }

            Add("the best of four", rank => RingRatio.Least(layer.Kernel, rank));

            void Add(string what, Func<int, double> ratio) => table.Add(
                [layer.Name, $"{layer.Count}", $"{layer.Kernel}", what, .. s_ranks.Select(rank => ReportTable.Figure(100 * ratio(rank), 1)), MostBelow(ratio)], writer);
        }

        PlotPanel[] panels =
        [
            Panel("four equal ranks", RingRatio.Equal),
            Panel("each SVD: output channels first", (kernel, rank) => RingRatio.Decomposed(kernel, 0, rank)),
            Panel("each SVD: the best of four shifts", RingRatio.Least),
        ];
        string svg = new LinePlot("Numbers of a ring in relation to its kernel, ResNet-32", "rank", "percent of the kernel").ToSvg(panels);
        return new PaperFigure(
            PaperFigure.Join(string.Join('\n', table.ToMarkdown()), $"![Numbers of a ring in relation to its kernel]({Picture})"), new Dictionary<string, string> { [Picture] = svg });
    }

    private static string MostBelow(Func<int, double> ratio) => Enumerable.Range(1, MostRank).LastOrDefault(rank => ratio(rank) < 1) switch
    {
        0 => "none",
        MostRank => $"{MostRank} or more",
        int rank => $"{rank}",
    };

    private static PlotPanel Panel(string name, Func<KernelShape, int, double> ratio) => new(
        name,
        [
            .. LayerType.OfResNet32.Select((layer, index) => new PlotSeries(
                layer.Name, s_colours[index], [.. Enumerable.Range(1, MostRank).Select(rank => Point(layer, rank, ratio(layer.Kernel, rank))).TakeWhile(point => point.Y <= MostPercent)])),
        ]);

    private static (double X, double Y, string Text) Point(LayerType layer, int rank, double ratio) =>
        (rank, 100 * ratio, $"{layer.Name}, rank {rank}: {ReportTable.Figure(100 * ratio, 1)} %");
}

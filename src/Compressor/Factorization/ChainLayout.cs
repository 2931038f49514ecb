using System.Diagnostics.CodeAnalysis;
using RsdtrEdge.Compressor.Costs;

namespace RsdtrEdge.Compressor.Factorization;

/// <summary>
/// Which modes of a kernel each stage of a chain of convolutions holds: the first stage the input channels C, the last one the output
/// channels T, and the vertical offsets i and the horizontal ones j one stage each, in either order. Written with a bar between the
/// stages: <c>Ci|jT</c>. For 1x1 kernels there is also <c>C|T</c>. The value <c>default</c> is <c>CijT</c>, one stage.
/// </summary>
internal readonly record struct ChainLayout
{
    private const string Letters = "CijT";

    private readonly int _lastStage;
    private readonly bool _isPair;

    private ChainLayout(int lastStage, int rowStage, int columnStage, bool isPair)
    {
        _lastStage = lastStage;
        _isPair = isPair;
        RowStage = rowStage;
        ColumnStage = columnStage;
    }

    /// <summary>C|T: two stages for a 1x1 kernel. The first takes the stride, so that the second sees fewer positions.</summary>
    public static ChainLayout Pair { get; } = new(lastStage: 1, rowStage: 0, columnStage: 0, isPair: true);

    /// <summary>All layouts with spatial modes: one of one stage, four of two, five of three and two of four.</summary>
    public static IReadOnlyList<ChainLayout> Spatial { get; } =
    [
        .. from last in Enumerable.Range(0, 4)
           from row in Enumerable.Range(0, last + 1)
           from column in Enumerable.Range(0, last + 1)
           where InnerStagesHoldModes(last, row, column)
           select new ChainLayout(last, row, column, isPair: false),
    ];

    /// <summary>The number of stages, 1 to 4.</summary>
    public int StageCount => _lastStage + 1;

    /// <summary>The stage that runs along the rows: it takes the stride, dilation and padding there.</summary>
    public int RowStage { get; }

    /// <summary>The stage that runs along the columns: it takes the stride, dilation and padding there.</summary>
    public int ColumnStage { get; }

    /// <summary>Whether the layout holds i and j; without them it is for 1x1 kernels alone.</summary>
    public bool HasSpatialModes => !_isPair;

    /// <summary>The layout of a ring's execution plan.</summary>
    public static ChainLayout Of(ChainCuts cuts)
    {
        int row = cuts.HasFlag(ChainCuts.AfterChannels) ? 1 : 0;
        int column = row + (cuts.HasFlag(ChainCuts.AfterRows) ? 1 : 0);
        return new ChainLayout(column + (cuts.HasFlag(ChainCuts.AfterColumns) ? 1 : 0), row, column, isPair: false);
    }

    /// <summary>The layout of given stages.</summary>
    /// <param name="stages">The modes of each stage, in the order of execution.</param>
    /// <exception cref="ArgumentException">The stages are no layout.</exception>
    public static ChainLayout Of(params ReadOnlySpan<ChainModes> stages) => TryMake(stages, out ChainLayout layout)
        ? layout
        : throw new ArgumentException("A chain begins with C, ends with T and holds i and j once each.", nameof(stages));

    /// <summary>Reads a layout as <see cref="ToString"/> writes it.</summary>
    /// <exception cref="FormatException">The text is no layout.</exception>
    public static ChainLayout Parse(string text) => TryParse(text, out ChainLayout layout)
        ? layout
        : throw new FormatException($"'{text}' is no chain: it begins with C, ends with T and holds i and j once each, for example Ci|jT.");

    /// <summary>Reads a layout as <see cref="ToString"/> writes it.</summary>
    /// <returns>Whether the text is a layout.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ChainLayout layout)
    {
        layout = default;
        if (text is null)
        {
            return false;
        }

        string[] parts = text.Split('|');
        ChainModes[] stages = new ChainModes[parts.Length];
        for (int stage = 0; stage < parts.Length; stage++)
        {
            int after = -1;
            foreach (char letter in parts[stage])
            {
                int mode = Letters.IndexOf(letter, StringComparison.Ordinal);
                if (mode <= after)
                {
                    return false;
                }

                stages[stage] |= (ChainModes)(1 << mode);
                after = mode;
            }
        }

        return TryMake(stages, out layout);
    }

    /// <summary>The layout whose stages hold what neighbours of this one's hold together.</summary>
    /// <param name="merges">Which neighbours; there are stages for all of them.</param>
    /// <returns>The layout; of the pair <c>CijT</c>, the only one of a single stage.</returns>
    public ChainLayout Merge(ChainMerges merges) => merges == ChainMerges.None
        ? this
        : new ChainLayout(
            _lastStage - ChainPlan.MergesBefore(merges, _lastStage),
            RowStage - ChainPlan.MergesBefore(merges, RowStage),
            ColumnStage - ChainPlan.MergesBefore(merges, ColumnStage),
            isPair: false);

    /// <summary>The modes that a stage holds.</summary>
    public ChainModes ModesOf(int stage)
    {
        ChainModes spatial = (stage == RowStage ? ChainModes.Rows : ChainModes.None) | (stage == ColumnStage ? ChainModes.Columns : ChainModes.None);
        return (stage == 0 ? ChainModes.Channels : ChainModes.None)
            | (HasSpatialModes ? spatial : ChainModes.None)
            | (stage == _lastStage ? ChainModes.Outputs : ChainModes.None);
    }

    /// <summary>The letters of a stage's modes.</summary>
    public string TextOf(int stage)
    {
        ChainModes modes = ModesOf(stage);
        return string.Concat(Letters.Where((_, mode) => modes.HasFlag((ChainModes)(1 << mode))));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('|', Enumerable.Range(0, StageCount).Select(TextOf));

    private static bool TryMake(ReadOnlySpan<ChainModes> stages, out ChainLayout layout)
    {
        if (stages is [ChainModes.Channels, ChainModes.Outputs])
        {
            layout = Pair;
            return true;
        }

        int row = StageOf(stages, ChainModes.Rows);
        int column = StageOf(stages, ChainModes.Columns);
        bool isLayout = StageOf(stages, ChainModes.Channels) == 0
            && StageOf(stages, ChainModes.Outputs) == stages.Length - 1
            && row >= 0 && column >= 0
            && InnerStagesHoldModes(stages.Length - 1, row, column);
        layout = isLayout ? new ChainLayout(stages.Length - 1, row, column, isPair: false) : default;
        return isLayout;
    }

    // The one stage that holds a mode, or -1.
    private static int StageOf(ReadOnlySpan<ChainModes> stages, ChainModes mode)
    {
        int found = -1;
        for (int stage = 0; stage < stages.Length; stage++)
        {
            if (stages[stage].HasFlag(mode))
            {
                if (found >= 0)
                {
                    return -1;
                }

                found = stage;
            }
        }

        return found;
    }

    private static bool InnerStagesHoldModes(int lastStage, int row, int column)
    {
        for (int stage = 1; stage < lastStage; stage++)
        {
            if (stage != row && stage != column)
            {
                return false;
            }
        }

        return true;
    }
}

using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>
/// The ways to run a layer from which the allocator chooses: dense; for a kernel with spatial modes, rings over a grid of
/// relative errors and rings of shared filters over a grid of ranks, each run by the plan with the fewest MACs (and, weighed by time, by each plan
/// that no other one beats in both), and free chains of two and three stages and branches over a grid of ranks; for a 1x1 kernel, low-rank pairs. Ways that
/// another one beats in everything are left out, but never dense, and so are ways that compute more than the dense layer: smaller files are no
/// reason to be slower.
/// </summary>
internal sealed class CandidateSearch
{
    // Relative errors of rings, from what is hardly noticed to where little is left.
    // A truncation never loses all that it is allowed to, so prescribed errors beyond 1 still leave something.
    private static readonly double[] RingErrors = [.. Enumerable.Range(1, 12).Select(step => 0.05 * step), 0.7, 0.8, 0.9, 1.0, 1.2, 1.4];

    // Above this size of the kernel, searching the least storage at each error of the grid costs minutes; rings with R1 = 1
    // remain, which are near the least storage there. Of the chains of three stages, C|ij|T remains.
    private const long WideKernel = 300_000;

    // A layer's ranks are looked at in this many steps of its channels; the first of two ranks in fewer.
    private const int RankSteps = 64;
    private const int FirstRankSteps = 8;

    // Up to so many shared filters each number is looked at, beyond it every fourth.
    private const int ManyFilters = 8;

    private readonly NetworkLayer _layer;
    private readonly KernelShape _shape;
    private readonly FittingTarget _target;
    private readonly int _rankMultiple;
    private readonly CandidateTimes _times;
    private readonly CancellationToken _cancellation;

    private CandidateSearch(NetworkLayer layer, FittingTarget target, int rankMultiple, CandidateTimes times, CancellationToken cancellation)
    {
        _layer = layer;
        _shape = target.Shape;
        _target = target;
        _rankMultiple = rankMultiple;
        _times = times;
        _cancellation = cancellation;
    }

    /// <summary>MACs of all convolutions of a layer.</summary>
    public static long? Macs(NetworkLayer layer, Func<ConvolutionSize, long> one) =>
        layer.Sizes?.Aggregate(0L, (sum, size) => checked(sum + one(size)));

    private bool IsWide => _shape.Size > WideKernel;

    /// <summary>The candidates of a layer, in ascending order of the relative error; the first one is dense.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="target">Its kernel and what its inputs make of it; null where it cannot be factorized.</param>
    /// <param name="largestError">No candidate has a larger relative error.</param>
    /// <param name="rankMultiple">The channels between the stages of chains are multiples of this number.</param>
    /// <param name="times">What is known of their times.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static IReadOnlyList<LayerCandidate> Find(
        NetworkLayer layer, FittingTarget? target, double largestError, int rankMultiple, CandidateTimes times, CancellationToken cancellation)
    {
        List<LayerCandidate> found = [new(layer.Parameters, layer.Macs, 0, null) { Microseconds = times.Dense }];
        if (target is not null)
        {
            CandidateSearch search = new(layer, target, rankMultiple, times, cancellation);
            found.AddRange(target.Shape is { Height: 1, Width: 1 }
                ? search.ChainsOfTwo(ChainLayout.Pair)
                : search.Rings(largestError).Concat(search.SharedFilters()).Concat(search.Branches()).Concat(search.Chains()));
        }

        return Prune(PeakLimit.Keep(layer, [.. found.Where(candidate => candidate.RelativeError <= largestError && !(candidate.Macs > layer.Macs))]), times.AreWeighed);
    }

    // Rings that a decomposition finds.
    private IEnumerable<LayerCandidate> Rings(double largestError)
    {
        RingSearch search = new(_target, _cancellation);
        foreach (double error in RingErrors.Where(error => error <= largestError || largestError >= 1))
        {
            foreach (RingKind kind in Enum.GetValues<RingKind>())
            {
                _cancellation.ThrowIfCancellationRequested();
                if (kind != RingKind.LeastStorage || !IsWide)
                {
                    foreach (LayerCandidate candidate in Ring(search, kind, error))
                    {
                        yield return candidate;
                    }
                }
            }
        }
    }

    private IEnumerable<LayerCandidate> Ring(RingSearch search, RingKind kind, double error)
    {
        RingRanks ranks;
        double squaredError;
        if (IsWide)
        {
            (ranks, squaredError) = search.Find(kind, error);
        }
        else
        {
            (TensorRingKernel ring, _) = search.Decompose(kind, error);
            (ranks, squaredError) = (ring.Ranks, RingFitting.ErrorWithBestOutputs(_target, ring));
        }

        return Ring(ranks, squaredError, cuts => new RingRecipe(kind, error, ranks, cuts));
    }

    private IEnumerable<LayerCandidate> Ring(RingRanks ranks, double squaredError, Func<ChainCuts, FactorRecipe> recipe) =>
        Plans(ranks).Select(cuts => new LayerCandidate(
            ranks.Storage(_shape),
            Macs(_layer, size => ConvolutionCost.RingMacs(size, ranks, cuts)),
            Math.Sqrt(squaredError),
            recipe(cuts))
        {
            InnerValues = ChainValue.OfRing(ranks, cuts),
            Microseconds = _times.Of(ranks, cuts),
        });

    // The plan with the fewest MACs; with times all that no other one beats in MACs and time, from the fewest MACs to the fastest. That may be
    // the dense convolution from stored cores: a small file as fast as the original.
    private List<ChainCuts> Plans(RingRanks ranks)
    {
        if (_layer.Sizes is not { } sizes)
        {
            return [ChainCuts.All];
        }

        ChainCuts cheapest = ConvolutionCost.CheapestCuts(sizes, ranks);
        if (!_times.AreWeighed)
        {
            return [cheapest];
        }

        List<ChainCuts> plans = [cheapest];
        foreach (ChainCuts cuts in Enumerable.Range(0, (int)ChainCuts.All + 1).Select(cuts => (ChainCuts)cuts)
            .OrderBy(cuts => Macs(_layer, size => ConvolutionCost.RingMacs(size, ranks, cuts))))
        {
            if (_times.Of(ranks, cuts) < _times.Of(ranks, plans[^1]))
            {
                plans.Add(cuts);
            }
        }

        return plans;
    }

    // Rings of filters that all channels share.
    private IEnumerable<LayerCandidate> SharedFilters()
    {
        int positions = _shape.Height * _shape.Width;
        SpatialBasis basis = new(_target);
        int step = Step(Math.Max(_shape.InputChannels, _shape.OutputChannels), RankSteps);
        foreach (bool onInputs in (bool[])[true, false])
        {
            for (int filters = 1; filters <= Math.Min(basis.MostFilters, positions - 1); filters += filters < ManyFilters ? 1 : ManyFilters / 2)
            {
                _cancellation.ThrowIfCancellationRequested();
                double[] errors = basis.Errors(onInputs, filters);
                for (int width = 1; width <= errors.Length; width++)
                {
                    if (!IsOnGrid(width, step))
                    {
                        continue;
                    }

                    (int shared, int combined) = (filters, width);
                    foreach (LayerCandidate candidate in Ring(
                        SpatialBasis.Ranks(_shape, onInputs, filters, width),
                        errors[width - 1],
                        cuts => new SpatialBasisRecipe(onInputs, shared, combined, cuts)).Where(Saves))
                    {
                        yield return candidate;
                    }
                }
            }
        }
    }

    // Branches of one combination of the input channels each, with filters of their own: where the moment of the whole patch says how they
    // are to be fitted.
    private IEnumerable<LayerCandidate> Branches()
    {
        int offsets = _shape.Height * _shape.Width;
        if (IsWide || !_target.HasWholeMoment || _shape.InputChannels * offsets > LayerMoments.ExactSize)
        {
            yield break;
        }

        BranchErrors search = new(_target, _cancellation);
        int step = Step(_shape.InputChannels, RankSteps);
        for (int filters = 1; filters <= Math.Min(BranchErrors.MostFilters, offsets - 1); filters++)
        {
            double[] errors = search.Of(filters);
            foreach (int branches in Enumerable.Range(1, errors.Length).Where(width => IsOnGrid(width, step)))
            {
                BranchSize size = new(branches, filters);
                foreach (LayerCandidate candidate in Branch(size, errors[branches - 1]).Where(Saves))
                {
                    yield return candidate;
                }
            }
        }
    }

    // The ways to run one convolution in branches: stage by stage and, where time counts, as the dense layer.
    private IEnumerable<LayerCandidate> Branch(BranchSize size, double squaredError) =>
        (_times.AreWeighed ? (ChainCuts[])[BranchFactors.StoredCuts, ChainCuts.None] : [BranchFactors.StoredCuts]).Select(cuts => new LayerCandidate(
            ConvolutionCost.BranchParameters(_shape, size),
            Macs(_layer, one => ConvolutionCost.RingMacs(one, size.AsRing, cuts)),
            Math.Sqrt(squaredError),
            new BranchRecipe(size, runsDense: cuts == ChainCuts.None))
        {
            InnerValues = ChainValue.OfBranches(size, cuts),
            Microseconds = _times.Of(size, cuts),
        });

    private IEnumerable<LayerCandidate> Chains() => ChainLayout.Spatial
        .Where(layout => layout.StageCount == 2 || (layout.StageCount == 3 && (!IsWide || layout == ChainLayout.Parse("C|ij|T"))))
        .SelectMany(layout => layout.StageCount == 2 ? ChainsOfTwo(layout) : ChainsOfThree(layout));

    private IEnumerable<LayerCandidate> ChainsOfTwo(ChainLayout layout)
    {
        int step = Step(Math.Max(_shape.InputChannels, _shape.OutputChannels), RankSteps);
        return new ChainErrors(_target, _cancellation).OfTwo(layout)
            .Where(chain => IsOnGrid(chain.Rank, step))
            .SelectMany(chain => Chains(layout, chain.SquaredError, chain.Rank))
            .Where(Saves);
    }

    private IEnumerable<LayerCandidate> ChainsOfThree(ChainLayout layout)
    {
        int channels = Math.Max(_shape.InputChannels, _shape.OutputChannels);
        int firstStep = Step(channels, FirstRankSteps);
        int step = Step(channels, RankSteps);
        int[] firstRanks = [.. Enumerable.Range(1, 3 * channels).Where(rank => IsOnGrid(rank, firstStep))];
        return new ChainErrors(_target, _cancellation).OfThree(layout, firstRanks)
            .Where(chain => IsOnGrid(chain.Second, step))
            .SelectMany(chain => Chains(layout, chain.SquaredError, chain.First, chain.Second))
            .Where(Saves);
    }

    // The ways to run one chain: stage by stage and, where time counts, as the dense layer.
    private IEnumerable<LayerCandidate> Chains(ChainLayout layout, double squaredError, params int[] ranks)
    {
        yield return Chain(layout, squaredError, ranks, ChainMerges.None);
        if (_times.AreWeighed)
        {
            yield return Chain(layout, squaredError, ranks, ChainMerges.All);
        }
    }

    private LayerCandidate Chain(ChainLayout layout, double squaredError, int[] ranks, ChainMerges merges)
    {
        ChainPlan plan = new(layout, merges);
        IReadOnlyList<int> widths = plan.Widths(ranks);
        return new LayerCandidate(
            ConvolutionCost.ChainParameters(_shape, layout, ranks),
            Macs(_layer, size => ConvolutionCost.ChainMacs(size, plan.Running, widths)),
            Math.Sqrt(squaredError),
            new ChainRecipe(layout, ranks) { Merges = merges })
        {
            InnerValues = ChainValue.OfChain(plan.Running, widths),
            Microseconds = _times.Of(plan.Running, widths),
        };
    }

    private bool Saves(LayerCandidate candidate) => candidate.Parameters < _layer.Parameters || candidate.Macs < _layer.Macs;

    // A multiple of the device's rank multiple that makes about so many steps of the channels.
    private int Step(int channels, int steps)
    {
        int least = Math.Max(1, channels / steps);
        return (least + _rankMultiple - 1) / _rankMultiple * _rankMultiple;
    }

    // Widths on a coarse grid; weighed by time also those that fill the blocks of the machine's kernels.
    private bool IsOnGrid(int width, int step) =>
        width % step == 0 || (_times is { AreWeighed: true, ChannelBlock: > 1 } && width % _times.ChannelBlock == 0 && width % _rankMultiple == 0);

    private static LayerCandidate[] Prune(IEnumerable<LayerCandidate> candidates, bool byTime)
    {
        List<LayerCandidate> kept = [];
        foreach (LayerCandidate candidate in candidates
            .OrderBy(candidate => candidate.RelativeError)
            // Dense goes first also where a ring is exact, as it is for a kernel of zeros.
            .ThenByDescending(candidate => candidate.IsDense).ThenBy(candidate => candidate.Parameters).ThenBy(candidate => candidate.Macs))
        {
            if (!kept.Exists(better => better.Dominates(candidate, byTime)))
            {
                kept.Add(candidate);
            }
        }

        return [.. kept];
    }
}

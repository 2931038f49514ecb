namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>Counts how often a classifier is right. Whether a network is one <see cref="ClassScores"/> says.</summary>
internal sealed class ClassificationTally
{
    /// <summary>What <see cref="Add(ReadOnlySpan{float}, int?)"/> returns for a row of scores that are all NaN: such a row is never right and agrees with none.</summary>
    public const int NoClass = -1;

    private int _labelled;
    private int _first;
    private int _amongFive;

    /// <summary>The share of labelled inputs whose best class is right; null without labels.</summary>
    public double? Top1 => _labelled > 0 ? (double)_first / _labelled : null;

    /// <summary>The share of labelled inputs whose class is among the best five; null without labels.</summary>
    public double? Top5 => _labelled > 0 ? (double)_amongFive / _labelled : null;

    /// <summary>Adds what was counted over other inputs.</summary>
    public void Add(ClassificationTally other)
    {
        _labelled += other._labelled;
        _first += other._first;
        _amongFive += other._amongFive;
    }

    /// <summary>Counts one image.</summary>
    /// <param name="scores">The score of each class.</param>
    /// <param name="label">The right class; null where it is not known.</param>
    /// <returns>The best class, <see cref="NoClass"/> where no score is a number.</returns>
    public int Add(ReadOnlySpan<float> scores, int? label)
    {
        int best = NoClass;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i]) && (best == NoClass || scores[i] > scores[best]))
            {
                best = i;
            }
        }

        if (label is { } right && right < scores.Length)
        {
            _labelled++;
            _first += best == right ? 1 : 0;
            int better = 0;
            foreach (float score in scores)
            {
                // So that a class whose score is NaN is among the best of nothing.
                better += score <= scores[right] ? 0 : 1;
            }

            _amongFive += better < 5 && !float.IsNaN(scores[right]) ? 1 : 0;
        }

        return best;
    }
}

using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>The cores of a ring as the stages of R1 chains that run side by side.</summary>
internal sealed class RingStages
{
    private readonly KernelShape _shape;
    private readonly RingRanks _ranks;
    // For each r1: C x R2.
    private readonly Matrix[] _channels;
    // For each r1: R0 x T.
    private readonly Matrix[] _outputs;
    // (R2 kh) x R3 and (R3 kw) x R0, shared.
    private Matrix _rows;
    private Matrix _columns;

    /// <summary>Takes a ring apart.</summary>
    public RingStages(TensorRingKernel ring)
    {
        _shape = ring.Shape;
        _ranks = ring.Ranks;
        IReadOnlyList<RingCore> cores = ring.Cores;
        _channels = [.. Enumerable.Range(0, _ranks.R1).Select(r1 => Fill(_shape.InputChannels, _ranks.R2, (c, r2) => cores[1][r1, c, r2]))];
        _outputs = [.. Enumerable.Range(0, _ranks.R1).Select(r1 => Fill(_ranks.R0, _shape.OutputChannels, (r0, t) => cores[0][r0, t, r1]))];
        _rows = new Matrix(_ranks.R2 * _shape.Height, _ranks.R3, (double[])cores[2].Data.Clone());
        _columns = new Matrix(_ranks.R3 * _shape.Width, _ranks.R0, (double[])cores[3].Data.Clone());
    }

    /// <summary>The best output core: one linear system.</summary>
    public void FitOutputs(OrderedTarget target)
    {
        // Rows (r1, r0) behind columns (r1, r0).
        Matrix solved = LastStage.Solve(target, BeforeOutputs());
        for (int r1 = 0; r1 < _outputs.Length; r1++)
        {
            solved.Data.AsSpan(r1 * _outputs[r1].Data.Length, _outputs[r1].Data.Length).CopyTo(_outputs[r1].Data);
        }
    }

    /// <summary>Improves the input core: the parts of all r1 are columns of one stage.</summary>
    public void FitChannels(OrderedTarget target)
    {
        Matrix right = new(_ranks.R1 * _ranks.R2, target.Kernel.Data.Length / _shape.InputChannels);
        for (int r1 = 0; r1 < _channels.Length; r1++)
        {
            AfterChannels(r1).Data.CopyTo(right.Data, r1 * _ranks.R2 * right.Columns);
        }

        Matrix start = new(_shape.InputChannels, _ranks.R1 * _ranks.R2);
        for (int r1 = 0; r1 < _channels.Length; r1++)
        {
            for (int c = 0; c < start.Rows; c++)
            {
                _channels[r1].Row(c).CopyTo(start.Row(c)[(r1 * _ranks.R2)..]);
            }
        }

        Matrix solved = new StageProblem(target, [new Matrix(1, 1, [1])], _shape.InputChannels, [right]).Solve(start);
        for (int r1 = 0; r1 < _channels.Length; r1++)
        {
            for (int c = 0; c < start.Rows; c++)
            {
                solved.Row(c).Slice(r1 * _ranks.R2, _ranks.R2).CopyTo(_channels[r1].Row(c));
            }
        }
    }

    /// <summary>Improves the core of the vertical offsets.</summary>
    public void FitRows(OrderedTarget target) => _rows = new StageProblem(
        target, _channels, _shape.Height, [.. Enumerable.Range(0, _ranks.R1).Select(AfterRows)]).Solve(_rows);

    /// <summary>Improves the core of the horizontal offsets.</summary>
    public void FitColumns(OrderedTarget target) => _columns = new StageProblem(
        target, [.. Enumerable.Range(0, _ranks.R1).Select(BeforeColumns)], _shape.Width, _outputs).Solve(_columns);

    /// <summary>Everything before the output core: P x (R1 R0).</summary>
    public Matrix BeforeOutputs()
    {
        Matrix left = new(_shape.InputChannels * _shape.Height * _shape.Width, _ranks.R1 * _ranks.R0);
        for (int r1 = 0; r1 < _ranks.R1; r1++)
        {
            Matrix branch = MatrixProduct.Multiply(BeforeColumns(r1), _columns.Reshape(_ranks.R3, _shape.Width * _ranks.R0))
                .Reshape(left.Rows, _ranks.R0);
            for (int p = 0; p < left.Rows; p++)
            {
                branch.Row(p).CopyTo(left.Row(p)[(r1 * _ranks.R0)..]);
            }
        }

        return left;
    }

    /// <summary>The kernel, P x T.</summary>
    public Matrix Product()
    {
        Matrix outputs = new(_ranks.R1 * _ranks.R0, _shape.OutputChannels, [.. _outputs.SelectMany(part => part.Data)]);
        return MatrixProduct.Multiply(BeforeOutputs(), outputs);
    }

    /// <summary>Puts the ring together.</summary>
    public TensorRingKernel ToRing()
    {
        double[] outputs = new double[_ranks.R0 * _shape.OutputChannels * _ranks.R1];
        double[] channels = new double[_ranks.R1 * _shape.InputChannels * _ranks.R2];
        for (int r1 = 0; r1 < _ranks.R1; r1++)
        {
            _channels[r1].Data.CopyTo(channels, r1 * _channels[r1].Data.Length);
            for (int r0 = 0; r0 < _ranks.R0; r0++)
            {
                for (int t = 0; t < _shape.OutputChannels; t++)
                {
                    outputs[(((r0 * _shape.OutputChannels) + t) * _ranks.R1) + r1] = _outputs[r1][r0, t];
                }
            }
        }

        return new TensorRingKernel(
        [
            new RingCore(_ranks.R0, _shape.OutputChannels, _ranks.R1, outputs),
            new RingCore(_ranks.R1, _shape.InputChannels, _ranks.R2, channels),
            new RingCore(_ranks.R2, _shape.Height, _ranks.R3, _rows.Data),
            new RingCore(_ranks.R3, _shape.Width, _ranks.R0, _columns.Data),
        ]);
    }

    // (C kh) x R3.
    private Matrix BeforeColumns(int r1) => MatrixProduct.Multiply(_channels[r1], _rows.Reshape(_ranks.R2, _shape.Height * _ranks.R3))
        .Reshape(_shape.InputChannels * _shape.Height, _ranks.R3);

    // R3 x (kw T).
    private Matrix AfterRows(int r1) => MatrixProduct.Multiply(_columns, _outputs[r1]).Reshape(_ranks.R3, _shape.Width * _shape.OutputChannels);

    // R2 x (kh kw T).
    private Matrix AfterChannels(int r1) => MatrixProduct.Multiply(_rows, AfterRows(r1))
        .Reshape(_ranks.R2, _shape.Height * _shape.Width * _shape.OutputChannels);

    private static Matrix Fill(int rows, int columns, Func<int, int, double> element)
    {
        Matrix matrix = new(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                matrix[i, j] = element(i, j);
            }
        }

        return matrix;
    }
}

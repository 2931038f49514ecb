using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>
/// Room for samples of a layer, one a row, that is filled again and again. Each part of it is filled by one reader, on any thread; the rows
/// that a part leaves empty are closed up, so that samples lie in the order of the parts.
/// </summary>
internal sealed class SampleBlock
{
    private readonly int[] _filled;

    /// <summary>Makes room.</summary>
    /// <param name="parts">How many readers fill it.</param>
    /// <param name="rowsPerPart">The most samples that each gives.</param>
    /// <param name="patchSize">P.</param>
    /// <param name="outputs">T.</param>
    public SampleBlock(int parts, int rowsPerPart, int patchSize, int outputs)
    {
        _filled = new int[parts];
        RowsPerPart = rowsPerPart;
        int rows = checked(parts * rowsPerPart);
        Original = new Matrix(rows, patchSize);
        Compressed = new Matrix(rows, patchSize);
        Targets = new Matrix(rows, outputs);
        Floors = new Matrix(rows, outputs);
    }

    /// <summary>The number of parts.</summary>
    public int Parts => _filled.Length;

    /// <summary>The most samples of a part.</summary>
    public int RowsPerPart { get; }

    /// <summary>The original network's patches, n x P.</summary>
    public Matrix Original { get; }

    /// <summary>The compressed network's patches, n x P.</summary>
    public Matrix Compressed { get; }

    /// <summary>What the shortcut lost, n x T; zeros where there is none.</summary>
    public Matrix Targets { get; }

    /// <summary>Below which number of the layer's product a rectifier hides the rest, n x T; minus infinity where there is none.</summary>
    public Matrix Floors { get; }

    /// <summary>Says how many of a part's rows, from its first on, hold samples.</summary>
    public void SetFilled(int part, int rows) => _filled[part] = rows;

    /// <summary>The samples without gaps, and how many each part has. The block may be filled again when they are done with.</summary>
    public (Matrix Original, Matrix Compressed, Matrix Targets, Matrix Floors, int[] Filled) Close()
    {
        int rows = 0;
        int[] filled = [.. _filled];
        for (int part = 0; part < _filled.Length; part++)
        {
            if (part * RowsPerPart != rows)
            {
                Move(Original, part, rows);
                Move(Compressed, part, rows);
                Move(Targets, part, rows);
                Move(Floors, part, rows);
            }

            rows += _filled[part];
        }

        Array.Clear(_filled);
        return (First(Original, rows), First(Compressed, rows), First(Targets, rows), First(Floors, rows), filled);
    }

    private static Matrix First(Matrix matrix, int rows) =>
        rows == matrix.Rows ? matrix : new Matrix(rows, matrix.Columns, matrix.Data[..(rows * matrix.Columns)]);

    private void Move(Matrix matrix, int part, int row) => Array.Copy(
        matrix.Data, part * RowsPerPart * matrix.Columns, matrix.Data, row * matrix.Columns, _filled[part] * matrix.Columns);
}

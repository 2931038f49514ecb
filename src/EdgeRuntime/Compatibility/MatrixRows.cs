using System.Numerics;
using System.Runtime.CompilerServices;

namespace RsdtrEdge.Runtime;

/// <summary>What .NET 10 brought for the rows of <see cref="Matrix4x4"/>, under its names: only builds for .NET 9 hold this file.</summary>
internal static class MatrixRows
{
    extension(Matrix4x4 matrix)
    {
        /// <summary>The first row.</summary>
        public Vector4 X => Rows(ref matrix)[0];

        /// <summary>The second row.</summary>
        public Vector4 Y => Rows(ref matrix)[1];

        /// <summary>The third row.</summary>
        public Vector4 Z => Rows(ref matrix)[2];

        /// <summary>A matrix of its rows.</summary>
        public static Matrix4x4 Create(Vector4 x, Vector4 y, Vector4 z, Vector4 w)
        {
            FourRows rows = default;
            (rows[0], rows[1], rows[2], rows[3]) = (x, y, z, w);
            return Unsafe.BitCast<FourRows, Matrix4x4>(rows);
        }
    }

    private static ref FourRows Rows(ref Matrix4x4 matrix) => ref Unsafe.As<Matrix4x4, FourRows>(ref matrix);

    [InlineArray(4)]
    private struct FourRows
    {
        private Vector4 _first;
    }
}

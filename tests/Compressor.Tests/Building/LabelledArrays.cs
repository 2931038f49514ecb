using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Tests.Building;

/// <summary>Writes .npz archives of samples x and labels y.</summary>
internal static class LabelledArrays
{
    /// <summary>Writes an archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="samples">[labels.Length, channels, height, width].</param>
    /// <param name="labels">The labels.</param>
    /// <param name="shape">Channels, height, width.</param>
    /// <returns>The path.</returns>
    public static string Save(string path, float[] samples, int[] labels, params int[] shape)
    {
        using FileStream file = File.Create(path);
        using ZipArchive archive = new(file, ZipArchiveMode.Create);
        using (Stream x = archive.CreateEntry("x.npy").Open())
        {
            NpyWriter.Write(x, samples, [labels.Length, .. shape]);
        }

        // NumPy's format, version 1.0: a mark, the header's length, the header, the numbers.
        byte[] header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<i4', 'fortran_order': False, 'shape': ({labels.Length},), }}"));
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(8), (ushort)header.Length);
        using Stream y = archive.CreateEntry("y.npy").Open();
        y.Write([.. start, .. header, .. labels.SelectMany(BitConverter.GetBytes)]);
        return path;
    }
}

using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Compressor.Training.Checkpoints;

/// <summary>
/// A checkpoint as one file, written whole or not at all: a mark with the version, the run's identity, figures as JSON, the best network as ONNX, the
/// vectors as little-endian float32, and an XxHash128 over all of it.
/// </summary>
internal static class CheckpointFile
{
    private const int HashLength = 16;
    private const int BufferSize = 1 << 16;

    private static readonly byte[] Mark = "RSDTRFT\u0001"u8.ToArray();

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="identity">What the run is made of.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <exception cref="RsdtrException">The file cannot be written (RSDTR3001).</exception>
    public static void Write(string path, RunIdentity identity, TrainingCheckpoint checkpoint) => AtomicFile.Write(path, stream =>
    {
        HashingStream hashing = new(stream);
        using (BinaryWriter writer = new(hashing, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Mark);
            writer.Write(identity.ToString());
            writer.Write(JsonSerializer.Serialize(Figures.Of(checkpoint), Json));
            byte[] best = checkpoint.Best?.Proto.ToByteArray() ?? [];
            writer.Write(best.Length);
            writer.Write(best);
            writer.Write(checkpoint.State.Steps);
            writer.Write(checkpoint.State.Vectors.Count);
            foreach ((string name, float[] values) in checkpoint.State.Vectors.OrderBy(vector => vector.Key, StringComparer.Ordinal))
            {
                writer.Write(name);
                writer.Write(values.Length);
                WriteFloats(writer, values);
            }
        }

        stream.Write(hashing.Hash.GetCurrentHash());
    });

    /// <summary>Refuses a file that is no whole checkpoint, whichever run's; where there is none, nothing is refused.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RsdtrException">The file is no whole checkpoint (RSDTR1206).</exception>
    public static void Require(string path)
    {
        if (File.Exists(path))
        {
            WithFile(path, file =>
            {
                RequireWhole(file, path);
                return true;
            });
        }
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="identity">What the run is made of that wants to go on.</param>
    /// <returns>The checkpoint; null where there is no file.</returns>
    /// <exception cref="RsdtrException">The file is no whole checkpoint (RSDTR1206), or is of another run (RSDTR1207).</exception>
    public static TrainingCheckpoint? Read(string path, RunIdentity identity) => !File.Exists(path) ? null : WithFile(path, file =>
    {
        RequireWhole(file, path);
        file.Position = Mark.Length;
        using BinaryReader reader = new(file, Encoding.UTF8);
        return identity.DifferenceTo(RunIdentity.Parse(reader.ReadString())) is { } difference
            ? throw new RsdtrException(
                TrainingDiagnostics.CheckpointOfAnotherRun, $"is a checkpoint of another run: {difference}; give what that run had, or name another checkpoint", path)
            : ReadContent(reader);
    });

    private static T WithFile<T>(string path, Func<FileStream, T> read)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
            return read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, $"cannot be read: {exception.Message}", exception);
        }
    }

    // Read twice, because a checkpoint of a large network does not fit into one array: here for its hash, then for what it holds.
    private static void RequireWhole(FileStream file, string path)
    {
        long end = file.Length - HashLength;
        byte[] buffer = new byte[BufferSize];
        Span<byte> mark = buffer.AsSpan(0, Mark.Length);
        if (end < Mark.Length || file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) < mark.Length || !mark[..^1].SequenceEqual(Mark.AsSpan(0, Mark.Length - 1)))
        {
            throw Unreadable(path, "is no checkpoint");
        }

        if (mark[^1] != Mark[^1])
        {
            throw Unreadable(path, "is a checkpoint of another version of the tool");
        }

        XxHash128 hash = new();
        file.Position = 0;
        for (long left = end; left > 0;)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            file.ReadExactly(part);
            hash.Append(part);
            left -= part.Length;
        }

        Span<byte> expected = buffer.AsSpan(0, HashLength);
        file.ReadExactly(expected);
        if (!expected.SequenceEqual(hash.GetCurrentHash()))
        {
            throw Unreadable(path, "is a damaged checkpoint");
        }
    }

    private static TrainingCheckpoint ReadContent(BinaryReader reader)
    {
        Figures figures = JsonSerializer.Deserialize<Figures>(reader.ReadString(), Json)!;
        byte[] best = reader.ReadBytes(reader.ReadInt32());
        long steps = reader.ReadInt64();
        int count = reader.ReadInt32();
        Dictionary<string, float[]> vectors = new(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            vectors.Add(name, ReadFloats(reader, reader.ReadInt32()));
        }

        return new TrainingCheckpoint(
            new TrainingState(steps, vectors), figures.Epoch, figures.Batch, figures.Sums, figures.Before, figures.History, figures.BestEpoch,
            best.Length == 0 ? null : new OnnxModel(ModelProto.Parser.ParseFrom(best)));
    }

    private static void WriteFloats(BinaryWriter writer, float[] values)
    {
        if (BitConverter.IsLittleEndian)
        {
            writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            return;
        }

        foreach (float value in values)
        {
            writer.Write(value);
        }
    }

    private static float[] ReadFloats(BinaryReader reader, int count)
    {
        float[] values = new float[count];
        if (BitConverter.IsLittleEndian)
        {
            // The reader holds nothing back of the stream.
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        for (int i = 0; i < count; i++)
        {
            values[i] = reader.ReadSingle();
        }

        return values;
    }

    private static RsdtrException Unreadable(string path, string what, Exception? cause = null) => new(
        TrainingDiagnostics.CheckpointUnreadable, $"{what}; name another file, or delete it to begin again", path, innerException: cause);

    // Numbers come back from JSON as they went in: it writes as many digits as that takes.
    private sealed record Figures(int Epoch, int Batch, EpochSums Sums, HeldOutFigures Before, IReadOnlyList<EpochFigures> History, int BestEpoch)
    {
        public static Figures Of(TrainingCheckpoint checkpoint) =>
            new(checkpoint.Epoch, checkpoint.Batch, checkpoint.Sums, checkpoint.Before, checkpoint.History, checkpoint.BestEpoch);
    }
}

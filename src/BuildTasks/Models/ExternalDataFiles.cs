using System.Text;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>
/// Finds the files in which a model keeps its tensors. Only the outline of the ONNX file is read, and what tensors hold is skipped over, so that it costs little on each build.
/// </summary>
internal static class ExternalDataFiles
{
    private const int VarintBytes = 10;

    // As protobuf's own: rsdtr reads no message that is nested deeper, and a file must not take the stack of MSBuild's process.
    private const int MostNested = 100;

    // The messages of the format on the way to a tensor's external_data: field numbers as in onnx.proto.
    private static readonly Dictionary<(Message, long), Message> Children = new()
    {
        [(Message.Model, 7)] = Message.Graph,
        [(Message.Model, 25)] = Message.Function,
        [(Message.Function, 7)] = Message.Node,
        [(Message.Graph, 1)] = Message.Node,
        [(Message.Graph, 5)] = Message.Tensor,
        [(Message.Graph, 15)] = Message.SparseTensor,
        [(Message.Node, 5)] = Message.Attribute,
        [(Message.Attribute, 5)] = Message.Tensor,
        [(Message.Attribute, 6)] = Message.Graph,
        [(Message.Attribute, 10)] = Message.Tensor,
        [(Message.Attribute, 11)] = Message.Graph,
        [(Message.Attribute, 22)] = Message.SparseTensor,
        [(Message.Attribute, 23)] = Message.SparseTensor,
        [(Message.SparseTensor, 1)] = Message.Tensor,
        [(Message.SparseTensor, 2)] = Message.Tensor,
        [(Message.Tensor, 13)] = Message.Entry,
        [(Message.Entry, 1)] = Message.Key,
        [(Message.Entry, 2)] = Message.Value,
    };

    private enum Message
    {
        Model, Function, Graph, Node, Attribute, SparseTensor, Tensor, Entry, Key, Value,
    }

    /// <summary>The files that exist, each once.</summary>
    /// <param name="model">The model's full path.</param>
    /// <returns>None for a file that is no model or cannot be read: the tool says what is wrong with it.</returns>
    public static IEnumerable<FileInfo> Of(string model)
    {
        var locations = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            using var stream = new FileStream(model, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            string? key = null;
            Read(stream, Message.Model, stream.Length, 0, ref key, locations);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // What was found so far is watched.
        }

        string folder = Path.GetDirectoryName(model)!;
        return locations.Select(location => FileAt(folder, location)).OfType<FileInfo>().Where(file => file.Exists);
    }

    private static FileInfo? FileAt(string folder, string location)
    {
        try
        {
            return new FileInfo(Path.Combine(folder, location));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or PathTooLongException)
        {
            // What is no path on this system names no file: a zero, and on .NET Framework much else.
            return null;
        }
    }

    private static void Read(FileStream stream, Message message, long end, int depth, ref string? key, SortedSet<string> locations)
    {
        if (depth > MostNested)
        {
            throw new InvalidDataException();
        }

        if (message is Message.Key or Message.Value)
        {
            string text = ReadText(stream, end);
            if (message == Message.Key)
            {
                key = text;
            }
            else if (key == "location")
            {
                _ = locations.Add(text);
            }

            return;
        }

        while (stream.Position < end)
        {
            long tag = ReadVarint(stream);
            long length = (tag & 7) switch
            {
                0 => SkippedVarint(stream),
                1 => 8,
                2 => ReadVarint(stream),
                5 => 4,
                _ => throw new InvalidDataException(),
            };
            long next = stream.Position + length;
            if (length < 0 || next > end)
            {
                throw new InvalidDataException();
            }

            if ((tag & 7) == 2 && Children.TryGetValue((message, tag >> 3), out Message child))
            {
                Read(stream, child, next, depth + 1, ref key, locations);
            }

            // Setting the position drops what is buffered, even where it does not move.
            if (stream.Position != next)
            {
                stream.Position = next;
            }
        }
    }

    private static long SkippedVarint(Stream stream)
    {
        _ = ReadVarint(stream);
        return 0;
    }

    private static long ReadVarint(Stream stream)
    {
        long value = 0;
        for (int i = 0; i < VarintBytes; i++)
        {
            int part = stream.ReadByte();
            if (part < 0)
            {
                break;
            }

            value |= (long)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException();
    }

    private static string ReadText(Stream stream, long end)
    {
        long length = end - stream.Position;
        if (length > short.MaxValue)
        {
            throw new InvalidDataException();
        }

        byte[] bytes = new byte[length];
        int count = 0;
        for (int read; count < bytes.Length && (read = stream.Read(bytes, count, bytes.Length - count)) > 0;)
        {
            count += read;
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }
}

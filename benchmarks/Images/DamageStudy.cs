using System.Diagnostics;
using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Benchmarks.Images;

/// <summary>What becomes of damaged files.</summary>
/// <param name="Files">How many were tried.</param>
/// <param name="Taken">How many were taken for an image whose pixels are not those of the undamaged file.</param>
/// <param name="StuckBytes">The length of a file that was given up as without an end, behind which nothing was tried; null for none.</param>
internal sealed record DamageStudy(int Files, int Taken, int? StuckBytes)
{
    /// <summary>Decodes files one after the other, on a thread that is left alone where a file finds no end.</summary>
    /// <param name="side">Who decodes.</param>
    /// <param name="files">Undamaged files, each with what was made of it.</param>
    /// <param name="patience">How long a file may take.</param>
    public static DamageStudy Run(ImageSide side, IEnumerable<(byte[] Whole, IEnumerable<byte[]> Damaged)> files, TimeSpan patience)
    {
        DamageStudy study = new(0, 0, null);
        (long begin, int length) current = (Stopwatch.GetTimestamp(), 0);
        Lock gate = new();
        Thread thread = new(() =>
        {
            (RgbImage whole, RgbImage image) = (new(), new());
            foreach ((byte[] file, IEnumerable<byte[]> damaged) in files)
            {
                bool isKnown = side.TryDecode(file, whole);
                foreach (byte[] made in damaged)
                {
                    lock (gate)
                    {
                        current = (Stopwatch.GetTimestamp(), made.Length);
                    }

                    bool isTaken = side.TryDecode(made, image) && !(isKnown && image.Width == whole.Width && image.Samples.SequenceEqual(whole.Samples));
                    lock (gate)
                    {
                        study = study with { Files = study.Files + 1, Taken = study.Taken + (isTaken ? 1 : 0) };
                    }
                }
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        while (!thread.Join(TimeSpan.FromMilliseconds(20)))
        {
            lock (gate)
            {
                if (Stopwatch.GetElapsedTime(current.begin) > patience)
                {
                    return study with { StuckBytes = current.length };
                }
            }
        }

        return study;
    }
}

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>How far a profile is.</summary>
/// <param name="Threads">The threads of the runs that are being timed.</param>
/// <param name="Round">The round, from 1; in later ones only stages whose times do not agree yet are timed again.</param>
/// <param name="Done">The stages that are done in this round.</param>
/// <param name="Total">The stages of this round.</param>
public readonly record struct ProfileProgress(int Threads, int Round, int Done, int Total);

"""What a receipt says, in two published formats, and how anybody checks it. Pure: nothing here knows Django."""

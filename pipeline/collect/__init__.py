"""Stage `collect`: what employers send back in, values, photos and doubts for the dossier out."""
